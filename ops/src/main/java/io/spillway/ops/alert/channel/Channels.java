package io.spillway.ops.alert.channel;

import java.util.SortedMap;
import java.util.TreeMap;

/** All kinds of channels. Stateless. */
public final class Channels {
  private Channels() {}

  /** What reads each kind, by its word in the configuration. */
  public static SortedMap<String, ChannelReader> readers() {
    SortedMap<String, ChannelReader> all = new TreeMap<>();
    all.put("alertmanager", AlertmanagerChannel::read);
    all.put("discord", DiscordChannel::read);
    all.put("opsgenie", OpsgenieChannel::read);
    all.put("pagerduty", PagerDutyChannel::read);
    all.put("script", ScriptChannel::read);
    all.put("slack", SlackChannel::read);
    all.put("smtp", SmtpChannel::read);
    all.put("snmp", SnmpChannel::read);
    all.put("syslog", SyslogChannel::read);
    all.put("teams", TeamsChannel::read);
    all.put("telegram", TelegramChannel::read);
    all.put("webhook", WebhookChannel::read);
    return all;
  }
}
