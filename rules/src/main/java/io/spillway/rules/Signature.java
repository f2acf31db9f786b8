package io.spillway.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * The arguments that a fetch or converter takes, as HAProxy's keyword listing writes them: {@code
 * string[,integer]}. Immutable.
 */
public final class Signature {
  /** No arguments. */
  public static final Signature NONE = new Signature("", 0, List.of());

  private final String text;
  private final int required;
  private final List<Type> types;

  private Signature(String text, int required, List<Type> types) {
    this.text = text;
    this.required = required;
    this.types = List.copyOf(types);
  }

  /**
   * The signature that {@code text} writes: types separated by commas, optional ones in brackets.
   */
  public static Signature of(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    List<Type> types = new ArrayList<>();
    int bracket = text.indexOf('[');
    String plain = text.replace("[", "").replace("]", "");
    for (String part : plain.split(",", -1)) {
      types.add(Type.of(part));
    }
    int required = types.size();
    if (bracket >= 0) {
      String mandatory = text.substring(0, bracket);
      required = mandatory.isEmpty() ? 0 : mandatory.split(",", -1).length;
    }
    return new Signature(text, required, types);
  }

  /** How many arguments there must be. */
  public int required() {
    return required;
  }

  /** The types of all arguments, the optional ones last. */
  public List<Type> types() {
    return types;
  }

  /** As the listing writes it, in parentheses; empty for no arguments. */
  @Override
  public String toString() {
    return text.isEmpty() ? "" : "(" + text + ")";
  }

  /** The kinds of arguments. */
  public enum Type {
    STRING("string"),
    INTEGER("integer"),
    IPV4_ADDRESS("IPv4 address"),
    IPV6_ADDRESS("IPv6 address"),
    IPV4_MASK("IPv4 mask"),
    IPV6_MASK("IPv6 mask"),
    FRONTEND("frontend"),
    BACKEND("backend"),
    TABLE("table"),
    SERVER("server"),
    USER_LIST("user list"),
    REGEX("regex"),
    FIELD_NUMBER("Protocol buffers field number");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    /** The type's name in messages. */
    public String word() {
      return word;
    }

    private static Type of(String word) {
      for (Type type : values()) {
        if (type.word.equals(word)) {
          return type;
        }
      }
      throw new IllegalArgumentException("no argument type '" + word + "'");
    }
  }
}
