package io.spillway.ops.stats;

import io.spillway.proxy.stats.StatField;
import io.spillway.proxy.stats.StatRow;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the colour of a row says about a server. */
enum RowColour {
  UP("active UP"),
  GOING_DOWN("active UP, going down"),
  GOING_UP("active DOWN, going up"),
  DOWN("active or backup DOWN"),
  BACKUP_UP("backup UP"),
  BACKUP_GOING_DOWN("backup UP, going down"),
  BACKUP_GOING_UP("backup DOWN, going up"),
  NO_CHECK("not checked"),
  MAINTENANCE("DOWN for maintenance (MAINT)"),
  DRAINING("soft stopped (DRAIN, NOLB)");

  private final String label;

  RowColour(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  String styleClass() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The colour of a server's row; null for other rows. */
  static @Nullable RowColour of(StatRow row) {
    String status = row.text(StatField.STATUS);
    if (row.kind() != StatRow.Kind.SERVER || status == null) {
      return null;
    }
    boolean backup = row.number(StatField.BCK) > 0;
    if (status.startsWith("MAINT")) {
      return MAINTENANCE;
    }
    if (status.startsWith("DRAIN") || status.startsWith("NOLB")) {
      return DRAINING;
    }
    if (status.equals("no check")) {
      return NO_CHECK;
    }
    if (status.startsWith("UP")) {
      boolean falling = status.length() > 2;
      return backup ? falling ? BACKUP_GOING_DOWN : BACKUP_UP : falling ? GOING_DOWN : UP;
    }
    if (status.length() > 4) {
      return backup ? BACKUP_GOING_UP : GOING_UP;
    }
    return DOWN;
  }
}
