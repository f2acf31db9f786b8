package io.spillway.proxy.table;

import org.jspecify.annotations.Nullable;

/**
 * What a stick table can keep for a key, in the order in which it is shown (configuration manual,
 * {@code stick-table}). The order is also that of the numbers that peers know the types by
 * (HAProxy's peers protocol, "Data Types Bitfield"), so new ones are added at the end.
 */
public enum DataType {
  SERVER_ID("server_id", Kind.NUMBER),
  GPT0("gpt0", Kind.NUMBER),
  GPC0("gpc0", Kind.NUMBER),
  GPC0_RATE("gpc0_rate", Kind.RATE),
  CONN_CNT("conn_cnt", Kind.NUMBER),
  CONN_RATE("conn_rate", Kind.RATE),
  CONN_CUR("conn_cur", Kind.NUMBER),
  SESS_CNT("sess_cnt", Kind.NUMBER),
  SESS_RATE("sess_rate", Kind.RATE),
  HTTP_REQ_CNT("http_req_cnt", Kind.NUMBER),
  HTTP_REQ_RATE("http_req_rate", Kind.RATE),
  HTTP_ERR_CNT("http_err_cnt", Kind.NUMBER),
  HTTP_ERR_RATE("http_err_rate", Kind.RATE),
  BYTES_IN_CNT("bytes_in_cnt", Kind.LONG_NUMBER),
  BYTES_IN_RATE("bytes_in_rate", Kind.RATE),
  BYTES_OUT_CNT("bytes_out_cnt", Kind.LONG_NUMBER),
  BYTES_OUT_RATE("bytes_out_rate", Kind.RATE),
  GPC1("gpc1", Kind.NUMBER),
  GPC1_RATE("gpc1_rate", Kind.RATE),
  SERVER_KEY("server_key", Kind.SERVER_NAME),
  HTTP_FAIL_CNT("http_fail_cnt", Kind.NUMBER),
  HTTP_FAIL_RATE("http_fail_rate", Kind.RATE),
  GPT("gpt", Kind.NUMBERS),
  GPC("gpc", Kind.NUMBERS),
  GPC_RATE("gpc_rate", Kind.RATES),
  GLITCH_CNT("glitch_cnt", Kind.NUMBER),
  GLITCH_RATE("glitch_rate", Kind.RATE);

  /** The most elements of {@link #GPT}, {@link #GPC} and {@link #GPC_RATE}. */
  public static final int MOST_ELEMENTS = 100;

  private static final int RATE_CELLS = 3;

  /** How a value is kept. */
  public enum Kind {
    /** 32 bits, without sign. */
    NUMBER,
    /** 64 bits. */
    LONG_NUMBER,
    /** Events within a period. */
    RATE,
    /** Several of {@link #NUMBER}. */
    NUMBERS,
    /** Several of {@link #RATE}. */
    RATES,
    /** A server's name. */
    SERVER_NAME
  }

  private final String word;
  private final Kind kind;

  DataType(String word, Kind kind) {
    this.word = word;
    this.kind = kind;
  }

  /** The type's name in the configuration. */
  public String word() {
    return word;
  }

  /** How it is kept. */
  public Kind kind() {
    return kind;
  }

  /** Whether there is one value for each of several indexes. */
  public boolean isArray() {
    return kind == Kind.NUMBERS || kind == Kind.RATES;
  }

  /** Whether it counts events within a period. */
  public boolean isRate() {
    return kind == Kind.RATE || kind == Kind.RATES;
  }

  /** How many longs one value takes. */
  int cells() {
    return switch (kind) {
      case RATE, RATES -> RATE_CELLS;
      case NUMBER, LONG_NUMBER, NUMBERS -> 1;
      case SERVER_NAME -> 0;
    };
  }

  /** The type called {@code word}, or null. */
  public static @Nullable DataType of(String word) {
    for (DataType type : values()) {
      if (type.word.equals(word)) {
        return type;
      }
    }
    return null;
  }
}
