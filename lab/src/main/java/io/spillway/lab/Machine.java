package io.spillway.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A machine of the laboratory: a network namespace, with which all that was started in it ends.
 * Confined to the laboratory's thread.
 */
final class Machine {
  private final String name;
  private final String namespace;
  private final Path directory;

  /**
   * Makes the machine, with its loopback interface up and no other.
   *
   * @param name unique in the laboratory
   * @param prefix what the names of all namespaces of this laboratory begin with
   * @param directory where its programs' output goes
   */
  Machine(String name, String prefix, Path directory) throws IOException {
    this.name = name;
    this.namespace = prefix + name;
    this.directory = directory;
    Shell.run("ip netns add " + namespace);
    run("ip link set lo up");
  }

  String name() {
    return name;
  }

  String namespace() {
    return namespace;
  }

  /** Runs a command on this machine to its end; its words stand between blanks. */
  String run(String command) throws IOException {
    return Shell.run("ip netns exec " + namespace + " " + command);
  }

  /** Runs a command on this machine to its end. */
  String run(List<String> command) throws IOException {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    all.addAll(command);
    return Shell.run(all);
  }

  /** Gives rules to the machine's packet filter. */
  void filter(String rules) throws IOException {
    run(List.of("nft", rules));
  }

  /** Lays a cable to another machine; the interfaces have no addresses yet. */
  void cable(String device, Machine other, String otherDevice) throws IOException {
    Shell.run(
        "ip link add %s netns %s type veth peer name %s netns %s"
            .formatted(device, namespace, otherDevice, other.namespace));
    run("ip link set " + device + " up");
    other.run("ip link set " + otherDevice + " up");
  }

  /** Gives an interface an address with its prefix length. */
  void address(String device, String address) throws IOException {
    run("ip address add " + address + " dev " + device);
  }

  /** Makes a switch of this machine, which cables are plugged into. */
  void bridge(String device) throws IOException {
    run("ip link add " + device + " type bridge");
    run("ip link set " + device + " up");
  }

  /** Plugs an interface into the machine's switch. */
  void plug(String device, String bridge) throws IOException {
    run("ip link set " + device + " master " + bridge);
  }

  /** Starts a program on this machine. */
  Program start(String programName, List<String> command) throws IOException {
    return start(programName, command, Map.of());
  }

  /** Starts a program on this machine with further variables in its environment. */
  Program start(String programName, List<String> command, Map<String, String> environment)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    all.addAll(command);
    return Program.start(all, environment, directory.resolve(name + "-" + programName + ".log"));
  }
}
