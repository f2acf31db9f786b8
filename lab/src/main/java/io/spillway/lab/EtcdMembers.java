package io.spillway.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Three members of etcd: one in each facility, and one outside. */
final class EtcdMembers {
  private static final int HOST = 21;
  private static final Pattern MEMBER = Pattern.compile("\"member_id\":\"(\\d+)\"");
  private static final Pattern LEADER = Pattern.compile("\"leader\":\"(\\d+)\"");

  private record Member(String address, Machine machine, Program program) {
    String clients() {
      return "http://" + address + ":2379";
    }
  }

  private final Map<String, Member> members = new LinkedHashMap<>();

  private EtcdMembers() {}

  /** Starts them. */
  static EtcdMembers start(Laboratory lab) throws IOException {
    Map<String, Machine> machines = new LinkedHashMap<>();
    machines.put("10.0.1." + HOST, lab.primary().addMachine("e1", HOST));
    machines.put("10.0.2." + HOST, lab.secondary().addMachine("e2", HOST));
    machines.put("192.0.2." + HOST, lab.outside("e3", HOST));
    List<String> cluster = new ArrayList<>();
    machines.forEach(
        (address, machine) -> cluster.add(machine.name() + "=http://" + address + ":2380"));
    EtcdMembers made = new EtcdMembers();
    for (Map.Entry<String, Machine> entry : machines.entrySet()) {
      String address = entry.getKey();
      Machine machine = entry.getValue();
      Path data = lab.directory().resolve(machine.name());
      Program program =
          machine.start(
              "etcd",
              List.of(
                  "etcd",
                  "--name=" + machine.name(),
                  "--data-dir=" + data,
                  "--listen-peer-urls=http://" + address + ":2380",
                  "--initial-advertise-peer-urls=http://" + address + ":2380",
                  "--listen-client-urls=http://" + address + ":2379",
                  "--advertise-client-urls=http://" + address + ":2379",
                  "--initial-cluster=" + String.join(",", cluster),
                  "--initial-cluster-token=laboratory",
                  "--heartbeat-interval=50",
                  "--election-timeout=500",
                  "--unsafe-no-fsync"));
      made.members.put(machine.name(), new Member(address, machine, program));
    }
    return made;
  }

  /** The line of {@code coordination} that names them. */
  String line() {
    return "etcd "
        + String.join(" ", members.values().stream().map(Member::clients).toList())
        + " lease 5s";
  }

  /** Kills the member that leads; returns its name, or the empty string where none does now. */
  String killLeader() throws IOException {
    for (Map.Entry<String, Member> entry : members.entrySet()) {
      Member member = entry.getValue();
      String status =
          member
              .machine()
              .run(List.of("curl", "-s", "-d", "{}", member.clients() + "/v3/maintenance/status"));
      Matcher self = MEMBER.matcher(status);
      Matcher leader = LEADER.matcher(status);
      if (self.find() && leader.find() && self.group(1).equals(leader.group(1))) {
        member.program().kill();
        return entry.getKey();
      }
    }
    return "";
  }
}
