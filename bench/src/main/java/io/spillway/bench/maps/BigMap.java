package io.spillway.bench.maps;

import io.spillway.rules.pattern.MatchMethod;
import io.spillway.rules.pattern.PatternItem;
import io.spillway.rules.pattern.PatternList;
import io.spillway.rules.pattern.PatternView;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A map with keys as they are for one way of comparing, and values to look up in it. */
final class BigMap {
  private static final int VALUES = 4096;

  private final PatternList list;
  private final PatternView view;
  private final List<Sample> values = new ArrayList<>();
  private final Sample sample = new Sample(256);
  private int next;

  /**
   * A map.
   *
   * @param entries how many keys it has
   * @param found whether the values are in it
   */
  BigMap(MatchMethod method, int entries, boolean found) {
    list = new PatternList("big.map", true, lines(method, entries));
    view = list.view("", method, false, false, SampleType.STRING);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < VALUES; i++) {
      int which = random.nextInt(entries) + (found ? 0 : entries);
      Sample value = new Sample(256);
      value.string(value(method, which).getBytes(StandardCharsets.ISO_8859_1));
      if (method == MatchMethod.IP) {
        value.cast(SampleType.IPV4);
      }
      values.add(value);
    }
  }

  static List<PatternList.Line> lines(MatchMethod method, int entries) {
    List<PatternList.Line> lines = new ArrayList<>(entries);
    for (int i = 0; i < entries; i++) {
      lines.add(new PatternList.Line(key(method, i), "backend-" + i % 100));
    }
    return lines;
  }

  static String key(MatchMethod method, int number) {
    return switch (method) {
      case BEGIN -> "/shops/" + number + "/";
      case END -> ".shop" + number + ".example.com";
      case IP -> network(number) + "/24";
      case REGEX -> "^/shops/" + number + "/[a-z]+$";
      default -> "shop" + number + ".example.com";
    };
  }

  private static String value(MatchMethod method, int number) {
    return switch (method) {
      case BEGIN -> "/shops/" + number + "/articles/search";
      case END -> "www.shop" + number + ".example.com";
      case IP -> network(number).replaceAll("0$", "77");
      case REGEX -> "/shops/" + number + "/articles";
      default -> "shop" + number + ".example.com";
    };
  }

  /** A network of 24 bits. */
  private static String network(int number) {
    return (number >> 16 & 0xff) + "." + (number >> 8 & 0xff) + "." + (number & 0xff) + ".0";
  }

  /** Looks the next value up. */
  @Nullable PatternItem find() {
    sample.set(values.get(next++ & VALUES - 1));
    return view.current().find(sample);
  }

  /** The map, to change it. */
  PatternList list() {
    return list;
  }
}
