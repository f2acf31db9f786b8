package io.spillway.ops.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The files that the page consists of, by the names at which browsers ask for them. */
enum PageFile {
  PAGE("", "dashboard.html", "text/html; charset=utf-8"),
  STYLE("dashboard.css", "dashboard.css", "text/css; charset=utf-8"),
  STATE_SCRIPT("state.js", "state.js", "text/javascript; charset=utf-8"),
  DIAGRAM_SCRIPT("diagram.js", "diagram.js", "text/javascript; charset=utf-8"),
  PLOTS_SCRIPT("plots.js", "plots.js", "text/javascript; charset=utf-8"),
  CONTROLS_SCRIPT("controls.js", "controls.js", "text/javascript; charset=utf-8"),
  REQUESTS_SCRIPT("requests.js", "requests.js", "text/javascript; charset=utf-8"),
  DASHBOARD_SCRIPT("dashboard.js", "dashboard.js", "text/javascript; charset=utf-8"),
  ICON("icon.svg", "icon.svg", "image/svg+xml");

  private final String name;
  private final String type;
  private final byte[] bytes;

  PageFile(String name, String resource, String type) {
    this.name = name;
    this.type = type;
    this.bytes = read(resource);
  }

  private static byte[] read(String resource) {
    try (InputStream in = PageFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static @Nullable PageFile named(String name) {
    for (PageFile file : values()) {
      if (file.name.equals(name)) {
        return file;
      }
    }
    return null;
  }

  String type() {
    return type;
  }

  byte[] bytes() {
    return bytes;
  }
}
