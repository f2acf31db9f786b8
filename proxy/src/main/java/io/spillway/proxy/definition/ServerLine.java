package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;
import io.spillway.net.tls.TlsClient;
import io.spillway.proxy.check.CheckTls;
import io.spillway.proxy.server.ServerHttp;
import org.jspecify.annotations.Nullable;

/**
 * A {@code server}, {@code default-server} or {@code server-template} line while it is read: what
 * the keyword handlers fill. Confined to the thread that reads the configuration.
 */
final class ServerLine implements SettingsLine {
  private final ProxySection section;
  private final String name;
  private final SourcePosition position;
  private final Settings.Builder settings;
  private final boolean isDefault;
  private @Nullable Settings built;
  private @Nullable Endpoint endpoint;
  private int portOffset;
  private int id;
  private @Nullable TlsClient tls;
  private @Nullable CheckTls checkTls;
  private ServerHttp http = ServerHttp.HTTP_1;

  private ServerLine(
      ProxySection section,
      String name,
      SourcePosition position,
      Settings.Builder settings,
      boolean isDefault) {
    this.section = section;
    this.name = name;
    this.position = position;
    this.settings = settings;
    this.isDefault = isDefault;
  }

  /** The starting values of a section without defaults. */
  static ServerLine defaults(ProxySection section) {
    return new ServerLine(
        section, "", section.position(), new Settings.Builder("default-server"), true);
  }

  /** These starting values, for the section that {@code heir} is. */
  ServerLine copy(ProxySection heir) {
    return new ServerLine(heir, "", position, copied("default-server"), true);
  }

  /** A server that starts from these values. */
  ServerLine server(String serverName, SourcePosition serverPosition) {
    return new ServerLine(
        section, serverName, serverPosition, copied("server " + serverName), false);
  }

  /** Another server of the same template. */
  ServerLine sibling(String serverName) {
    ServerLine sibling =
        new ServerLine(section, serverName, position, copied("server " + serverName), false);
    sibling.endpoint = endpoint;
    sibling.portOffset = portOffset;
    return sibling;
  }

  private Settings.Builder copied(String origin) {
    Settings from = built;
    if (from == null) {
      from = settings.build();
      built = from;
    }
    return new Settings.Builder(origin).inherit(from);
  }

  ProxySection section() {
    return section;
  }

  String name() {
    return name;
  }

  SourcePosition position() {
    return position;
  }

  /** Whether it is a {@code default-server} line. */
  boolean isDefault() {
    return isDefault;
  }

  Settings.Builder settings() {
    return settings;
  }

  @Override
  public <T> void set(Setting<T> setting, T value, Arguments arguments) {
    settings.set(setting, value, arguments.position());
    built = null;
  }

  @Override
  public <T> T get(Setting<T> setting) {
    return settings.get(setting);
  }

  /** How messages call it: {@code server b/a}. */
  String described() {
    return isDefault ? "default-server" : "server " + section.name() + "/" + name;
  }

  /** Where it is; null for a {@code default-server} line. */
  @Nullable Endpoint endpoint() {
    return endpoint;
  }

  void locate(Endpoint newEndpoint, int newPortOffset) {
    endpoint = newEndpoint;
    portOffset = newPortOffset;
  }

  int portOffset() {
    return portOffset;
  }

  /** Its id, or 0 while it has none. */
  int id() {
    return id;
  }

  void id(int newId) {
    id = newId;
  }

  /** Its connections, and those of its checks, are made secure; null for not. */
  void secured(@Nullable TlsClient client, @Nullable CheckTls ofChecks) {
    tls = client;
    checkTls = ofChecks;
  }

  /** How its connections are made secure, or null. */
  @Nullable TlsClient tls() {
    return tls;
  }

  /** Which version of HTTP is spoken with it. */
  void speaks(ServerHttp protocols) {
    http = protocols;
  }

  /** The finished definition. */
  ServerDefinition build() {
    if (endpoint == null) {
      throw new IllegalStateException("a server without an address: " + described());
    }
    return new ServerDefinition(
        name, id, endpoint, portOffset, settings.build(), position, tls, checkTls, http);
  }
}
