package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** gRPC's own client and server, HTTP/2 on both sides of the proxy. */
class GrpcTest {
  private static final String SERVICE = "test.Echo";
  private static final Metadata.Key<String> REASON =
      Metadata.Key.of("x-reason", Metadata.ASCII_STRING_MARSHALLER);

  private static final MethodDescriptor<String, String> UNARY = method("Unary", MethodType.UNARY);
  private static final MethodDescriptor<String, String> LISTED =
      method("Listed", MethodType.SERVER_STREAMING);
  private static final MethodDescriptor<String, String> JOINED =
      method("Joined", MethodType.CLIENT_STREAMING);
  private static final MethodDescriptor<String, String> ECHOED =
      method("Echoed", MethodType.BIDI_STREAMING);
  private static final MethodDescriptor<String, String> ENDLESS =
      method("Endless", MethodType.UNARY);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private Server server;
  private RunningProxy proxy;
  private ManagedChannel channel;

  private static MethodDescriptor<String, String> method(String name, MethodType type) {
    return MethodDescriptor.<String, String>newBuilder()
        .setType(type)
        .setFullMethodName(SERVICE + "/" + name)
        .setRequestMarshaller(new Text())
        .setResponseMarshaller(new Text())
        .build();
  }

  /** Messages are texts. */
  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(
                new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0))
            .addService(service())
            .build()
            .start();
    proxy =
        RunningProxy.of(
            """
            defaults
              mode http
              timeout client 30s
              timeout server 30s
              timeout connect 30s
            frontend f
              bind 127.0.0.1:@port@ proto h2
              log @log@
              option httplog
              default_backend b
            backend b
              server s 127.0.0.1:%d proto h2
            """
                .formatted(server.getPort()));
    channel = NettyChannelBuilder.forAddress("127.0.0.1", proxy.port()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    proxy.close();
    server.shutdownNow();
  }

  private ServerServiceDefinition service() {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(UNARY, ServerCalls.asyncUnaryCall(GrpcTest::unary))
        .addMethod(LISTED, ServerCalls.asyncServerStreamingCall(GrpcTest::listed))
        .addMethod(JOINED, ServerCalls.asyncClientStreamingCall(GrpcTest::joined))
        .addMethod(ECHOED, ServerCalls.asyncBidiStreamingCall(GrpcTest::echoed))
        .addMethod(ENDLESS, ServerCalls.asyncUnaryCall(this::endless))
        .build();
  }

  private static void unary(String request, StreamObserver<String> response) {
    if (request.equals("fail")) {
      Metadata trailers = new Metadata();
      trailers.put(REASON, "because");
      response.onError(
          Status.NOT_FOUND.withDescription("no such thing").asRuntimeException(trailers));
      return;
    }
    response.onNext("got " + request);
    response.onCompleted();
  }

  private static void listed(String request, StreamObserver<String> response) {
    for (int i = 0; i < Integer.parseInt(request); i++) {
      response.onNext("item " + i);
    }
    response.onCompleted();
  }

  private static StreamObserver<String> joined(StreamObserver<String> response) {
    StringBuilder all = new StringBuilder();
    return new Receiver() {
      @Override
      public void onNext(String value) {
        all.append(value);
      }

      @Override
      public void onCompleted() {
        response.onNext(all.toString());
        response.onCompleted();
      }
    };
  }

  private static StreamObserver<String> echoed(StreamObserver<String> response) {
    return new Receiver() {
      @Override
      public void onNext(String value) {
        if (value.equals("stop")) {
          response.onError(Status.RESOURCE_EXHAUSTED.asRuntimeException());
        } else {
          response.onNext("echo " + value);
        }
      }

      @Override
      public void onCompleted() {
        response.onCompleted();
      }
    };
  }

  private void endless(String request, StreamObserver<String> response) {
    ((ServerCallStreamObserver<String>) response).setOnCancelHandler(cancelled::countDown);
    begun.countDown();
  }

  private abstract static class Receiver implements StreamObserver<String> {
    @Override
    public void onError(Throwable cause) {
      // the client has left
    }
  }

  /** Keeps what comes; the end is "end" or the status. */
  private static final class Collected implements StreamObserver<String> {
    private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

    @Override
    public void onNext(String value) {
      all.add(value);
    }

    @Override
    public void onError(Throwable cause) {
      all.add(Status.fromThrowable(cause).getCode().name());
    }

    @Override
    public void onCompleted() {
      all.add("end");
    }
  }

  private String call(String request) {
    return ClientCalls.blockingUnaryCall(channel, UNARY, CallOptions.DEFAULT, request);
  }

  @Test
  void aCallIsAnswered() throws Exception {
    assertThat(call("this")).isEqualTo("got this");
    assertThat(call("x".repeat(500_000))).hasSize(500_004);
    assertThat(proxy.logLine()).contains(" 200 ").contains(" ---- ");
  }

  @Test
  void anErrorWithTrailersAloneArrives() throws Exception {
    StatusRuntimeException failed =
        catchThrowableOfType(StatusRuntimeException.class, () -> call("fail"));
    assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(failed.getStatus().getDescription()).isEqualTo("no such thing");
    assertThat(failed.getTrailers().get(REASON)).isEqualTo("because");
    assertThat(proxy.logLine()).contains(" 200 ").contains(" ---- ");
  }

  @Test
  void aServerStreams() {
    Iterator<String> items =
        ClientCalls.blockingServerStreamingCall(channel, LISTED, CallOptions.DEFAULT, "5000");
    List<String> all = new ArrayList<>();
    items.forEachRemaining(all::add);
    assertThat(all).hasSize(5000).endsWith("item 4999");
  }

  @Test
  void aClientStreams() throws Exception {
    Collected answer = new Collected();
    StreamObserver<String> request =
        ClientCalls.asyncClientStreamingCall(channel.newCall(JOINED, CallOptions.DEFAULT), answer);
    for (int i = 0; i < 2000; i++) {
      request.onNext("0123456789");
    }
    request.onCompleted();
    assertThat(answer.all.take()).hasSize(20_000);
    assertThat(answer.all.take()).isEqualTo("end");
  }

  @Test
  void bothStreamAndEachMessageComesAtOnce() throws Exception {
    Collected answer = new Collected();
    StreamObserver<String> request =
        ClientCalls.asyncBidiStreamingCall(channel.newCall(ECHOED, CallOptions.DEFAULT), answer);
    for (int i = 0; i < 100; i++) {
      request.onNext("m" + i);
      assertThat(answer.all.take()).isEqualTo("echo m" + i);
    }
    request.onCompleted();
    assertThat(answer.all.take()).isEqualTo("end");
  }

  @Test
  void aServerEndsAStreamWhileTheClientStillSends() throws Exception {
    Collected answer = new Collected();
    StreamObserver<String> request =
        ClientCalls.asyncBidiStreamingCall(channel.newCall(ECHOED, CallOptions.DEFAULT), answer);
    request.onNext("a");
    assertThat(answer.all.take()).isEqualTo("echo a");
    request.onNext("stop");
    assertThat(answer.all.take()).isEqualTo("RESOURCE_EXHAUSTED");
    assertThat(call("after")).isEqualTo("got after");
  }

  @Test
  void aCancelledCallIsCancelledAtTheServer() throws Exception {
    ClientCall<String, String> call = channel.newCall(ENDLESS, CallOptions.DEFAULT);
    Collected answer = new Collected();
    ClientCalls.asyncUnaryCall(call, "x", answer);
    begun.await();
    call.cancel("enough", null);
    assertThat(answer.all.take()).isEqualTo("CANCELLED");
    cancelled.await();
    assertThat(call("after")).isEqualTo("got after");
  }

  @Test
  void aDeadlineIsKept() throws Exception {
    StatusRuntimeException failed =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingUnaryCall(
                    channel,
                    ENDLESS,
                    CallOptions.DEFAULT.withDeadlineAfter(200, TimeUnit.MILLISECONDS),
                    "x"));
    assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    RunningProxy.await(() -> proxy.backend("b").servers().getFirst().sessions().value() == 0);
  }

  @Test
  void callsShareAConnection() throws Exception {
    assertThat(call("first")).isEqualTo("got first");
    Collected answers = new Collected();
    for (int i = 0; i < 300; i++) {
      ClientCalls.asyncUnaryCall(channel.newCall(UNARY, CallOptions.DEFAULT), "c", answers);
    }
    for (int i = 0; i < 600; i++) {
      assertThat(answers.all.take()).isIn("got c", "end");
    }
  }
}
