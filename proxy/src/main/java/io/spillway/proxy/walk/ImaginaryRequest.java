package io.spillway.proxy.walk;

import io.netty.buffer.Unpooled;
import io.spillway.http.ParseResult;
import io.spillway.http.RequestHead;
import io.spillway.proxy.Frontend;
import io.spillway.rules.Captures;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Place;
import io.spillway.rules.VariableScope;
import io.spillway.rules.VariableStore;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteSlice;
import io.spillway.rules.sample.Sample;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** A request that nobody sent, as rules see it. Confined to one thread. */
final class ImaginaryRequest implements Evaluation {
  private final RequestHead head;
  private final Frontend frontend;
  private final Sample sample;
  private final boolean encrypted;
  private final long wallClockMicros;
  private final Captures captures;
  private final Map<VariableScope, VariableStore> variables = new EnumMap<>(VariableScope.class);
  private Address source;
  private Address destination;
  private Place place = Place.FRONTEND_HTTP_REQUEST;
  private String backendName;
  private boolean strict = true;

  ImaginaryRequest(
      AskedRequest asked, Frontend frontend, VariableStore processVariables, long wallClockMicros) {
    this.frontend = frontend;
    this.head = new RequestHead(frontend.requestLimits());
    this.sample = new Sample(frontend.bufferSize());
    this.encrypted = asked.isEncrypted();
    this.source = asked.source();
    this.destination = asked.destination();
    this.wallClockMicros = wallClockMicros;
    this.captures = frontend.newCaptures();
    this.backendName = frontend.name();
    for (VariableScope scope : VariableScope.values()) {
      variables.put(
          scope, scope == VariableScope.PROCESS ? processVariables : new VariableStore(0, null));
    }
    byte[] bytes = asked.head().getBytes(StandardCharsets.ISO_8859_1);
    if (head.parse(Unpooled.wrappedBuffer(bytes)) != ParseResult.COMPLETE) {
      throw new IllegalArgumentException("this is no request: " + asked.line());
    }
  }

  void at(Place newPlace) {
    place = newPlace;
  }

  void enter(String backend) {
    backendName = backend;
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public Sample sample() {
    return sample;
  }

  @Override
  public long wallClockMicros() {
    return wallClockMicros;
  }

  @Override
  public RequestHead request() {
    return head;
  }

  @Override
  public VariableStore variables(VariableScope scope) {
    VariableStore store = variables.get(scope);
    if (store == null) {
      throw new IllegalStateException("no variables of " + scope);
    }
    return store;
  }

  @Override
  public Address source() {
    return source;
  }

  @Override
  public Address destination() {
    return destination;
  }

  @Override
  public void changeSource(Address address) {
    source = address;
  }

  @Override
  public void changeDestination(Address address) {
    destination = address;
  }

  @Override
  public String frontendName() {
    return frontend.name();
  }

  @Override
  public String backendName() {
    return backendName;
  }

  @Override
  public Captures captures() {
    return captures;
  }

  @Override
  public ByteSlice requestBody() {
    return new ByteSlice();
  }

  @Override
  public ByteSlice requestBytes() {
    return new ByteSlice();
  }

  @Override
  public boolean isClientEncrypted() {
    return encrypted;
  }

  @Override
  public void strictRewriting(boolean isStrict) {
    strict = isStrict;
  }

  @Override
  public boolean isStrictRewriting() {
    return strict;
  }
}
