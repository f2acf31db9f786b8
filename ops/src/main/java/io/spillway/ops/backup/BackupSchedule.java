package io.spillway.ops.backup;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * The times of a cron expression in a timezone. Immutable.
 *
 * @param expression five fields as in crontab(5) (minute, hour, day of month, month, day of week),
 *     or six, the first of which counts seconds
 * @param zone the timezone that the fields are in
 */
public record BackupSchedule(String expression, ZoneId zone) {
  private static final int FIRST_HOUR = 1;
  private static final int MINUTES = 4 * 60;

  /**
   * A schedule.
   *
   * @throws IllegalArgumentException where the expression makes no sense; the message says why
   */
  public BackupSchedule {
    ExecutionTime.forCron(parse(expression));
  }

  /**
   * Each night once, between 01:00 and 04:59, at a minute that follows from the instance's name: so
   * that it is always the same, and not the same for all instances.
   */
  public static BackupSchedule nightly(String instance, ZoneId zone) {
    int minute = Math.floorMod(instance.hashCode(), MINUTES);
    return new BackupSchedule(minute % 60 + " " + (FIRST_HOUR + minute / 60) + " * * *", zone);
  }

  private static Cron parse(String expression) {
    int fields = expression.strip().split("\\s+").length;
    CronType type = fields == 6 ? CronType.SPRING53 : CronType.UNIX;
    return new CronParser(CronDefinitionBuilder.instanceDefinitionFor(type))
        .parse(expression)
        .validate();
  }

  /**
   * The first time after {@code moment}; empty where there is none, as for a 30th of February. A
   * time that daylight saving skips comes an hour later that day, and one that it repeats comes
   * once.
   */
  public Optional<Instant> after(Instant moment) {
    ExecutionTime times = ExecutionTime.forCron(parse(expression));
    // Days of 24 hours have every time once; the zone comes in afterwards.
    ZonedDateTime local = moment.atZone(zone).withZoneSameLocal(ZoneOffset.UTC);
    while (true) {
      Optional<ZonedDateTime> next = times.nextExecution(local);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      local = next.get();
      Instant found = local.withZoneSameLocal(zone).toInstant();
      if (found.isAfter(moment)) {
        return Optional.of(found);
      }
    }
  }
}
