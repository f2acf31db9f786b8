package io.spillway.ops.dashboard;

import io.spillway.ops.stats.Json;
import java.util.Collection;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Builds an object or an array of JSON. Confined to one thread. */
final class JsonText {
  private final StringBuilder out = new StringBuilder();
  private final char end;
  private boolean isFirst = true;

  private JsonText(char begin, char end) {
    out.append(begin);
    this.end = end;
  }

  static JsonText object() {
    return new JsonText('{', '}');
  }

  static JsonText array() {
    return new JsonText('[', ']');
  }

  private StringBuilder next() {
    if (!isFirst) {
      out.append(',');
    }
    isFirst = false;
    return out;
  }

  private StringBuilder key(String key) {
    Json.appendString(next(), key);
    return out.append(':');
  }

  JsonText put(String key, @Nullable String value) {
    if (value == null) {
      key(key).append("null");
    } else {
      Json.appendString(key(key), value);
    }
    return this;
  }

  JsonText put(String key, long value) {
    key(key).append(value);
    return this;
  }

  JsonText put(String key, boolean value) {
    key(key).append(value);
    return this;
  }

  /** Puts what is JSON already. */
  JsonText putJson(String key, String json) {
    key(key).append(json);
    return this;
  }

  /** Puts an array with an element for each of {@code values}. */
  <T> JsonText putAll(String key, Collection<T> values, BiConsumer<JsonText, T> add) {
    JsonText array = array();
    values.forEach(value -> add.accept(array, value));
    return putJson(key, array.text());
  }

  JsonText add(String value) {
    Json.appendString(next(), value);
    return this;
  }

  JsonText add(long value) {
    next().append(value);
    return this;
  }

  /** Adds what is JSON already. */
  JsonText addJson(String json) {
    next().append(json);
    return this;
  }

  /** Ends it. */
  String text() {
    return out.append(end).toString();
  }
}
