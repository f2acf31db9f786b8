package io.spillway.rules.fetch;

import static io.spillway.rules.Source.CONSTANT;
import static io.spillway.rules.Source.INTERNAL;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Fetch.Fetcher;
import io.spillway.rules.VariableName;
import io.spillway.rules.VariableStore;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.ByteSlice;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.IntSupplier;

/** Fetches of constants, variables, the clock, chance and the process. */
public final class Constants {
  /** The fetches. */
  public static final List<Fetch> ALL =
      List.of(
          Fetch.of("always_true", SampleType.BOOLEAN, CONSTANT, "", a -> constant(bool(true))),
          Fetch.of("always_false", SampleType.BOOLEAN, CONSTANT, "", a -> constant(bool(false))),
          Fetch.of("str", SampleType.STRING, CONSTANT, "string", a -> text(a.bytes(0))),
          Fetch.of("meth", SampleType.METHOD, CONSTANT, "string", Constants::method),
          Fetch.of("int", SampleType.INTEGER, CONSTANT, "integer", a -> number(a.integer(0, 0))),
          Fetch.of("bool", SampleType.BOOLEAN, CONSTANT, "string", Constants::bool),
          Fetch.of("bin", SampleType.BINARY, CONSTANT, "string", Constants::binary),
          Fetch.of("ipv4", SampleType.IPV4, CONSTANT, "IPv4 address", a -> address(a, true)),
          Fetch.of("ipv6", SampleType.IPV6, CONSTANT, "IPv6 address", a -> address(a, false)),
          Fetch.of("env", SampleType.STRING, CONSTANT, "string", Constants::environment),
          Fetch.of("hostname", SampleType.STRING, CONSTANT, "", Constants::hostName),
          Fetch.of("nbproc", SampleType.INTEGER, CONSTANT, "", a -> number(1)),
          Fetch.of("proc", SampleType.INTEGER, CONSTANT, "", a -> number(1)),
          Fetch.of("pid", SampleType.INTEGER, CONSTANT, "", Constants::processId),
          Fetch.of("quic_enabled", SampleType.BOOLEAN, CONSTANT, "", a -> constant(bool(false))),
          Fetch.of("date", SampleType.INTEGER, CONSTANT, "[integer,string]", Constants::date),
          Fetch.of(
              "date_us",
              SampleType.INTEGER,
              CONSTANT,
              (evaluation, into) -> into.integer(evaluation.wallClockMicros() % 1_000_000)),
          Fetch.of("rand", SampleType.INTEGER, CONSTANT, "[integer]", Constants::random),
          Fetch.of("uuid", SampleType.STRING, CONSTANT, "[integer]", Constants::uuid),
          Fetch.of("var", SampleType.ANY, CONSTANT, "string[,string]", Constants::variable),
          Fetch.of("unique-id", SampleType.STRING, CONSTANT, Constants::uniqueId),
          Fetch.of("wait_end", SampleType.BOOLEAN, INTERNAL, Constants::waitEnd));

  private Constants() {}

  private record Constant(Sample value) implements Fetcher {
    @Override
    public boolean fetch(Evaluation evaluation, Sample into) {
      return into.set(value);
    }

    @Override
    public boolean isConstant() {
      return true;
    }
  }

  private static Fetcher constant(Sample value) {
    return new Constant(value);
  }

  private static Sample bool(boolean value) {
    Sample sample = new Sample(1);
    sample.bool(value);
    return sample;
  }

  private static Fetcher number(long value) {
    Sample sample = new Sample(1);
    sample.integer(value);
    return constant(sample);
  }

  private static Fetcher text(byte[] bytes) {
    Sample sample = new Sample(1);
    sample.string(bytes);
    return constant(sample);
  }

  private static Fetcher method(CallArguments arguments) {
    Sample sample = new Sample(1);
    sample.bytes(SampleType.METHOD, arguments.bytes(0), 0, arguments.text(0).length());
    return constant(sample);
  }

  private static Fetcher bool(CallArguments arguments) {
    return switch (arguments.text(0).toLowerCase(Locale.ROOT)) {
      case "true" -> constant(bool(true));
      case "false" -> constant(bool(false));
      default -> {
        try {
          yield constant(bool(Long.parseLong(arguments.text(0)) != 0));
        } catch (NumberFormatException e) {
          throw arguments.error("expects 'true', 'false' or a number");
        }
      }
    };
  }

  private static Fetcher binary(CallArguments arguments) {
    Sample sample = new Sample(1);
    try {
      byte[] bytes = HexFormat.of().parseHex(arguments.text(0));
      sample.bytes(SampleType.BINARY, bytes, 0, bytes.length);
    } catch (IllegalArgumentException e) {
      throw arguments.error("'" + arguments.text(0) + "' is not hexadecimal");
    }
    return constant(sample);
  }

  private static Fetcher address(CallArguments arguments, boolean isIpv4) {
    Address address = Address.parse(arguments.text(0));
    if (address == null || address.isIpv4() != isIpv4) {
      throw arguments.error(
          "failed to parse '"
              + arguments.text(0)
              + "' as type '"
              + (isIpv4 ? "IPv4" : "IPv6")
              + " address'");
    }
    Sample sample = new Sample(1);
    sample.address(address);
    return constant(sample);
  }

  private static Fetcher environment(CallArguments arguments) {
    String value = arguments.scope().context().surroundings().environment().get(arguments.text(0));
    return value == null
        ? (evaluation, into) -> false
        : text(value.getBytes(StandardCharsets.UTF_8));
  }

  private static Fetcher hostName(CallArguments arguments) {
    return text(
        arguments.scope().context().surroundings().hostName().getBytes(StandardCharsets.UTF_8));
  }

  private static Fetcher processId(CallArguments arguments) {
    return (evaluation, into) -> into.integer(ProcessHandle.current().pid());
  }

  private static Fetcher date(CallArguments arguments) {
    long offset = arguments.integer(0, 0);
    long micros =
        switch (arguments.text(1)) {
          case "", "s" -> 1_000_000;
          case "ms" -> 1_000;
          case "us" -> 1;
          default ->
              throw arguments.error("expects 's', 'ms' or 'us', got '" + arguments.text(1) + "'");
        };
    return (evaluation, into) ->
        into.integer((evaluation.wallClockMicros() + offset * 1_000_000) / micros);
  }

  private static Fetcher random(CallArguments arguments) {
    IntSupplier random = arguments.scope().context().surroundings().random();
    long range = arguments.integer(0, 0);
    return (evaluation, into) -> {
      long value = random.getAsInt() & 0xffff_ffffL;
      return into.integer(range > 0 ? value * range >>> 32 : value);
    };
  }

  private static Fetcher uuid(CallArguments arguments) {
    long version = arguments.integer(0, 4);
    if (version != 4 && version != 7) {
      throw arguments.error("Unsupported UUID version: '" + version + "'");
    }
    IntSupplier random = arguments.scope().context().surroundings().random();
    return (evaluation, into) -> {
      long high = (long) random.getAsInt() << 32 | random.getAsInt() & 0xffff_ffffL;
      long low = (long) random.getAsInt() << 32 | random.getAsInt() & 0xffff_ffffL;
      if (version == 7) {
        high = evaluation.wallClockMicros() / 1000 << 16 | high & 0xffff;
      }
      high = high & ~0xf000L | version << 12;
      low = low & ~(3L << 62) | 1L << 63;
      ByteBuilder out = into.scratch();
      out.append(new UUID(high, low).toString());
      return into.bytes(SampleType.STRING, out);
    };
  }

  private static Fetcher variable(CallArguments arguments) {
    VariableName name = arguments.scope().context().variable(arguments.text(0));
    byte[] absent = arguments.count() > 1 ? arguments.bytes(1) : null;
    return (evaluation, into) -> {
      VariableStore store = evaluation.variables(name.scope());
      if (store != null && store.get(name, into)) {
        return true;
      }
      return absent != null && into.string(absent);
    };
  }

  private static boolean uniqueId(Evaluation evaluation, Sample into) {
    ByteSlice id = evaluation.uniqueId();
    return id != null && into.string(id.array(), id.offset(), id.length());
  }

  private static boolean waitEnd(Evaluation evaluation, Sample into) {
    if (!evaluation.isFinal()) {
      into.markMayChange();
      return false;
    }
    return into.bool(true);
  }
}
