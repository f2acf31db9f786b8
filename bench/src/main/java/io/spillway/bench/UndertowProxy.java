package io.spillway.bench;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.net.URI;

/** Undertow's reverse proxy with one I/O thread: {@code UndertowProxy PORT ORIGIN-PORT}. */
final class UndertowProxy {
  private UndertowProxy() {}

  public static void main(String[] arguments) {
    int port = Integer.parseInt(arguments[0]);
    LoadBalancingProxyClient client =
        new LoadBalancingProxyClient()
            .addHost(URI.create("http://127.0.0.1:" + arguments[1]))
            .setConnectionsPerThread(256)
            .setSoftMaxConnectionsPerThread(256)
            .setMaxQueueSize(20_000);
    Undertow.builder()
        .addHttpListener(port, "127.0.0.1")
        .setIoThreads(1)
        .setWorkerThreads(1)
        .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
        .setHandler(ProxyHandler.builder().setProxyClient(client).setMaxRequestTime(-1).build())
        .build()
        .start();
  }
}
