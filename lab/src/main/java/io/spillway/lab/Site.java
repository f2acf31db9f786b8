package io.spillway.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One facility: a router that does NAT for the public address, and behind it a load balancer and
 * application servers. Confined to the laboratory's thread.
 */
final class Site {
  /** Where the load balancers of both facilities stand in their network. */
  private static final int BALANCER = 5;

  private final String name;
  private final String publicAddress;
  private final String network;
  private final Machine router;
  private final Machine balancer;
  private final Map<String, Machine> servers = new LinkedHashMap<>();
  private final Map<String, Program> serving = new LinkedHashMap<>();
  private final Machine internet;
  private final MachineMaker machines;

  /**
   * Builds the facility.
   *
   * @param name of the facility, and of the interface that leads to it on the internet's machine
   * @param publicNetwork the first three octets of its public network, whose .1 is the internet and
   *     whose .10 is the facility's public address
   * @param network the first three octets of its own network
   * @param serverNames its application servers
   */
  Site(
      String name,
      String publicNetwork,
      String network,
      String balancerName,
      List<String> serverNames,
      Machine internet,
      MachineMaker machines)
      throws IOException {
    this.name = name;
    this.publicAddress = publicNetwork + ".10";
    this.network = network;
    this.internet = internet;
    this.machines = machines;
    router = machines.make("router-" + name);
    router.cable("wan", internet, name);
    router.address("wan", publicAddress + "/24");
    internet.address(name, publicNetwork + ".1/24");
    router.run("ip route add default via " + publicNetwork + ".1");
    router.run("sysctl -qw net.ipv4.ip_forward=1");
    router.bridge("lan");
    router.address("lan", network + ".1/24");
    balancer = join(machines.make(balancerName), BALANCER);
    int host = 11;
    for (String server : serverNames) {
      servers.put(server, join(machines.make(server), host));
      host++;
    }
    translate();
    routeFromOutside();
  }

  /** Makes the machines of the laboratory. */
  interface MachineMaker {
    Machine make(String name) throws IOException;
  }

  /** A further machine in the facility's network. */
  Machine addMachine(String machineName, int host) throws IOException {
    return join(machines.make(machineName), host);
  }

  private Machine join(Machine machine, int host) throws IOException {
    machine.cable("eth0", router, "p" + host);
    router.plug("p" + host, "lan");
    machine.address("eth0", network + "." + host + "/24");
    machine.run("ip route add default via " + network + ".1");
    return machine;
  }

  /** What comes to the public address goes to the load balancer; what leaves bears that address. */
  private void translate() throws IOException {
    router.filter("add table ip nat");
    router.filter("add chain ip nat in { type nat hook prerouting priority -100 ; }");
    router.filter("add chain ip nat out { type nat hook postrouting priority 100 ; }");
    router.filter(
        "add rule ip nat in iifname wan ip daddr %s tcp dport { 53, 80 } dnat to %s"
            .formatted(publicAddress, balancerAddress()));
    router.filter(
        "add rule ip nat in iifname wan ip daddr %s udp dport 53 dnat to %s"
            .formatted(publicAddress, balancerAddress()));
    router.filter("add rule ip nat out oifname wan masquerade");
    router.filter("add table ip faults");
    router.filter("add chain ip faults in { type filter hook prerouting priority -300 ; }");
    router.filter("add chain ip faults out { type filter hook postrouting priority 300 ; }");
    router.filter("add table ip unasked");
    router.filter("add chain ip unasked in { type filter hook forward priority 0 ; }");
  }

  String name() {
    return name;
  }

  String publicAddress() {
    return publicAddress;
  }

  String network() {
    return network;
  }

  String balancerAddress() {
    return network + "." + BALANCER;
  }

  Machine router() {
    return router;
  }

  Machine balancer() {
    return balancer;
  }

  /** The names of its application servers. */
  List<String> serverNames() {
    return List.copyOf(servers.keySet());
  }

  String serverAddress(String server) {
    return network + "." + (11 + serverNames().indexOf(server));
  }

  /** Starts the application servers that do not run: nginx that says who it is. */
  void startServers(Path directory) throws IOException {
    for (Map.Entry<String, Machine> entry : servers.entrySet()) {
      String server = entry.getKey();
      Program running = serving.get(server);
      if (running == null || !running.isAlive()) {
        Path home = Files.createDirectories(directory.resolve(server));
        Path file =
            Files.writeString(
                home.resolve("nginx.conf"),
                """
                daemon off; pid %s/pid; worker_processes 1; error_log stderr error;
                events { worker_connections 256; }
                http {
                  access_log off;
                  client_body_temp_path %s/body; proxy_temp_path %s/proxy;
                  fastcgi_temp_path %s/fastcgi; uwsgi_temp_path %s/uwsgi; scgi_temp_path %s/scgi;
                  server { listen 80; location / { return 200 "%s\\n"; } }
                }
                """
                    .formatted(home, home, home, home, home, home, server));
        serving.put(
            server,
            entry
                .getValue()
                .start(
                    "nginx",
                    List.of(
                        "/usr/sbin/nginx",
                        "-p",
                        home.toString(),
                        "-e",
                        "stderr",
                        "-c",
                        file.toString())));
      }
    }
  }

  /** Ends all application servers at once. */
  void killServers() {
    new ArrayList<>(serving.values()).forEach(Program::kill);
  }

  /** Cuts the facility off the internet: what goes there and what comes from there is lost. */
  void cutPublicSide() throws IOException {
    router.filter("add rule ip faults in iifname wan drop");
    router.filter("add rule ip faults out oifname wan drop");
  }

  /** Mends what {@link #cutPublicSide} cut. */
  void mendPublicSide() throws IOException {
    router.filter("flush table ip faults");
  }

  /**
   * Leads the outside to the facility's network: a plain route stands in for the witness's tunnel.
   */
  private void routeFromOutside() throws IOException {
    internet.run("ip route replace " + network + ".0/24 via " + publicAddress);
  }

  /** Drops what comes in unasked from the internet: the address is dead, the way out is not. */
  void cutPublicAddress() throws IOException {
    router.filter("add rule ip unasked in iifname wan ct state new drop");
  }

  /** Mends what {@link #cutPublicAddress} cut. */
  void mendPublicAddress() throws IOException {
    router.filter("flush chain ip unasked in");
  }

  /** Drops what comes in from the internet, while what leaves still leaves. */
  void cutOneWay() throws IOException {
    router.filter("add rule ip faults in iifname wan drop");
  }

  /** Mends what {@link #cutOneWay} cut. */
  void mendOneWay() throws IOException {
    router.filter("flush chain ip faults in");
  }

  /** Cuts the private link to the other facility. */
  void cutPrivateLink() throws IOException {
    router.run("ip link set private down");
  }

  /** Mends the private link; the route over it went with it. */
  void mendPrivateLink(Site other) throws IOException {
    router.run("ip link set private up");
    routeTo(other);
  }

  /** Sends what is for the other facility's network over the private link, and never elsewhere. */
  void routeTo(Site other) throws IOException {
    router.run("ip route replace blackhole " + other.network + ".0/24 metric 1000");
    router.run(
        "ip route replace " + other.network + ".0/24 via " + other.linkAddress() + " dev private");
  }

  /** The address of its end of the private link. */
  String linkAddress() {
    return "10.0.9." + network.charAt(network.length() - 1);
  }
}
