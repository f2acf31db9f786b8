package io.spillway.facility.provider.election;

import io.spillway.facility.provider.FreePorts;
import io.spillway.facility.provider.api.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Three members of etcd on free ports of the loopback address. */
final class EtcdCluster implements AutoCloseable {
  private record Member(Process process, int port) {
    URI address() {
      return URI.create("http://127.0.0.1:" + port);
    }
  }

  private final List<Member> members = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();

  EtcdCluster(Path directory) throws Exception {
    List<Integer> peers = new ArrayList<>();
    List<Integer> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      peers.add(FreePorts.one());
      clients.add(FreePorts.one());
    }
    String cluster =
        IntStream.range(0, 3)
            .mapToObj(i -> "m" + i + "=http://127.0.0.1:" + peers.get(i))
            .collect(Collectors.joining(","));
    for (int i = 0; i < 3; i++) {
      String peer = "http://127.0.0.1:" + peers.get(i);
      String address = "http://127.0.0.1:" + clients.get(i);
      Process process =
          new ProcessBuilder(
                  "etcd",
                  "--name=m" + i,
                  "--data-dir=" + directory.resolve("m" + i),
                  "--listen-peer-urls=" + peer,
                  "--initial-advertise-peer-urls=" + peer,
                  "--listen-client-urls=" + address,
                  "--advertise-client-urls=" + address,
                  "--initial-cluster=" + cluster,
                  "--initial-cluster-token=" + directory.getFileName(),
                  "--heartbeat-interval=50",
                  "--election-timeout=500",
                  "--unsafe-no-fsync")
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("m" + i + ".log").toFile())
              .start();
      members.add(new Member(process, clients.get(i)));
    }
    while (leader() < 0) {
      Thread.onSpinWait();
    }
  }

  List<URI> addresses() {
    return members.stream().map(Member::address).toList();
  }

  int port(int member) {
    return members.get(member).port();
  }

  /** Kills the member that leads, as {@code kill -9} does, and waits until another one does. */
  void killLeader() throws Exception {
    int leader = leader();
    Process process = members.get(leader).process();
    process.destroyForcibly().waitFor();
    while (leader() < 0 || leader() == leader) {
      Thread.onSpinWait();
    }
  }

  /** The member that says that it leads, or -1. */
  private int leader() throws Exception {
    for (int i = 0; i < members.size(); i++) {
      JsonNode status = status(members.get(i));
      String self = status.path("header").path("member_id").asString("");
      if (!self.isEmpty() && self.equals(status.path("leader").asString("0"))) {
        return i;
      }
    }
    return -1;
  }

  private JsonNode status(Member member) throws InterruptedException {
    try {
      String body =
          client
              .send(
                  HttpRequest.newBuilder(URI.create(member.address() + "/v3/maintenance/status"))
                      .timeout(Duration.ofSeconds(1))
                      .POST(HttpRequest.BodyPublishers.ofString("{}"))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      return ApiClient.json().readTree(body);
    } catch (IOException | JacksonException e) {
      // It does not listen yet, or its gateway is not there yet.
      return ApiClient.json().createObjectNode();
    }
  }

  @Override
  public void close() throws Exception {
    for (Member member : members) {
      member.process().destroyForcibly().waitFor();
    }
    client.close();
  }
}
