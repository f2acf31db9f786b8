package io.spillway.rules;

import io.netty.buffer.Unpooled;
import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Directive;
import io.spillway.config.SourcePosition;
import io.spillway.config.Word;
import io.spillway.http.ParseResult;
import io.spillway.http.RequestHead;
import io.spillway.http.ResponseHead;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteSlice;
import io.spillway.rules.sample.Sample;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A stream of one request and perhaps a response, given as text, for running rules on. */
final class TestStream implements Evaluation {
  static final long NOW_MICROS = 1_700_000_000_123_456L;

  private final RequestHead request = new RequestHead();
  private final ResponseHead response = new ResponseHead();
  private final Sample sample = new Sample(16384);
  private final Map<VariableScope, VariableStore> variables = new EnumMap<>(VariableScope.class);
  private final ByteSlice body = new ByteSlice();
  private final ByteSlice received = new ByteSlice();
  private Captures captures = new Captures(new int[] {8, 8}, new int[] {8}, 64);
  Place place = Place.FRONTEND_HTTP_REQUEST;
  boolean last = true;
  boolean strict = true;
  int logLevel = 6;
  Address source = new Address(true, 0, 0x7f000001L, 40000);
  Address destination = new Address(true, 0, 0x7f000001L, 80);

  TestStream() {
    for (VariableScope scope : VariableScope.values()) {
      variables.put(scope, new VariableStore(0, null));
    }
  }

  static TestStream of(String message) {
    TestStream stream = new TestStream();
    byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
    if (stream.request.parse(Unpooled.wrappedBuffer(bytes)) != ParseResult.COMPLETE) {
      throw new IllegalArgumentException("no request: " + message);
    }
    int head = stream.request.receivedLength();
    stream.body.set(bytes, head, bytes.length - head);
    return stream;
  }

  TestStream withResponse(String message) {
    byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
    if (response.parse(Unpooled.wrappedBuffer(bytes)) != ParseResult.COMPLETE) {
      throw new IllegalArgumentException("no response: " + message);
    }
    place = Place.FRONTEND_HTTP_RESPONSE;
    return this;
  }

  TestStream withBytes(byte[] bytes) {
    received.set(bytes, 0, bytes.length);
    return this;
  }

  static RuleContext context(Path directory) {
    return new RuleContext(
        StandardRules.registry(),
        new RuleContext.Surroundings(
            () -> 0x12345678, Map.of("FROM_ENV", "value"), "testhost", directory, 2));
  }

  static RuleScope scope() {
    return new RuleScope(context(Path.of(".")), "web", true, false);
  }

  static Arguments words(String... words) {
    List<Word> made = new ArrayList<>();
    for (String word : words) {
      made.add(new Word(word, new SourcePosition("test.cfg", 1, 1)));
    }
    return new Arguments(
        new Directive(made), 0, words[0], Arguments.Polarity.SET, new Diagnostics());
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
    return NOW_MICROS;
  }

  @Override
  public boolean isFinal() {
    return last;
  }

  @Override
  public RequestHead request() {
    return request;
  }

  @Override
  public ResponseHead response() {
    return response;
  }

  @Override
  public VariableStore variables(VariableScope scope) {
    return variables.get(scope);
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
    return "web";
  }

  @Override
  public Captures captures() {
    return captures;
  }

  @Override
  public ByteSlice requestBody() {
    return body;
  }

  @Override
  public ByteSlice requestBytes() {
    return received;
  }

  @Override
  public void changeLogLevel(int level) {
    logLevel = level;
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
