package io.spillway.proxy.definition;

import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.http.h2.Frames;
import io.spillway.proxy.Http2Limits;
import java.util.List;

/** {@code tune.h2.*} of the {@code global} section (configuration manual, chapter 3.2). */
public final class Http2Tuning {
  private static final int UNSET = -1;
  private static final int MAX_TABLE = 65536;
  private static final int MIN_TABLE = 4096;

  private static final Setting<Integer> TABLE = Setting.own("tune.h2.header-table-size", MIN_TABLE);
  private static final Setting<Integer> WINDOW =
      Setting.own("tune.h2.initial-window-size", Frames.INITIAL_WINDOW);
  private static final Setting<Integer> CLIENT_WINDOW =
      Setting.own("tune.h2.fe.initial-window-size", UNSET);
  private static final Setting<Integer> STREAMS =
      Setting.own("tune.h2.max-concurrent-streams", 100);
  private static final Setting<Integer> CLIENT_STREAMS =
      Setting.own("tune.h2.fe.max-concurrent-streams", UNSET);
  private static final Setting<Integer> FRAME =
      Setting.own("tune.h2.max-frame-size", Frames.MIN_MAX_FRAME_SIZE);
  private static final Setting<Integer> TOTAL_STREAMS =
      Setting.own("tune.h2.fe.max-total-streams", 0);
  private static final Setting<Integer> GLITCHES = Setting.own("tune.h2.fe.glitches-threshold", 0);

  private static final Setting<Integer> SERVER_WINDOW =
      Setting.own("tune.h2.be.initial-window-size", UNSET);
  private static final Setting<Integer> SERVER_STREAMS =
      Setting.own("tune.h2.be.max-concurrent-streams", UNSET);
  private static final Setting<Integer> SERVER_GLITCHES =
      Setting.own("tune.h2.be.glitches-threshold", 0);

  private Http2Tuning() {}

  /** What the section says of HTTP/2 with clients. */
  public static Http2Limits limits(Settings global) {
    return limits(global, CLIENT_WINDOW, CLIENT_STREAMS, global.get(TOTAL_STREAMS), GLITCHES);
  }

  /** What it says of HTTP/2 with servers. */
  static Http2Limits serverLimits(Settings global) {
    return limits(global, SERVER_WINDOW, SERVER_STREAMS, 0, SERVER_GLITCHES);
  }

  private static Http2Limits limits(
      Settings global,
      Setting<Integer> ownWindow,
      Setting<Integer> ownStreams,
      int totalStreams,
      Setting<Integer> glitches) {
    int window = global.get(ownWindow);
    int streams = global.get(ownStreams);
    return new Http2Limits(
        global.get(TABLE),
        window == UNSET ? global.get(WINDOW) : window,
        streams == UNSET ? global.get(STREAMS) : streams,
        global.get(FRAME),
        totalStreams,
        global.get(glitches));
  }

  static List<Keyword<GlobalSection>> keywords() {
    return List.of(
        number(TABLE, "a numeric value between 4096 and 65536", MIN_TABLE, MAX_TABLE),
        number(WINDOW, "a positive numeric value", 0, Integer.MAX_VALUE),
        number(CLIENT_WINDOW, "a positive numeric value", 0, Integer.MAX_VALUE),
        number(STREAMS, "a positive numeric value", 1, Integer.MAX_VALUE),
        number(CLIENT_STREAMS, "a positive numeric value", 1, Integer.MAX_VALUE),
        number(
            FRAME,
            "a numeric value between 16384 and 16777215",
            Frames.MIN_MAX_FRAME_SIZE,
            Frames.MAX_MAX_FRAME_SIZE),
        number(TOTAL_STREAMS, "a positive numeric value", 0, Integer.MAX_VALUE),
        number(GLITCHES, "a positive numeric value", 0, Integer.MAX_VALUE),
        number(SERVER_WINDOW, "a positive numeric value", 0, Integer.MAX_VALUE),
        number(SERVER_STREAMS, "a positive numeric value", 1, Integer.MAX_VALUE),
        number(SERVER_GLITCHES, "a positive numeric value", 0, Integer.MAX_VALUE));
  }

  private static Keyword<GlobalSection> number(
      Setting<Integer> setting, String expected, int min, int max) {
    return Keyword.works(
        setting.name(),
        (section, arguments) -> {
          int value = arguments.integer(expected, min, max);
          arguments.end();
          section.set(setting, value, arguments);
        });
  }
}
