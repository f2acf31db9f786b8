package io.spillway.proxy.runtime;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name that this machine goes by. */
final class LocalNode {
  private LocalNode() {}

  static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
