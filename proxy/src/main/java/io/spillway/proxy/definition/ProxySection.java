package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.rules.RuleScope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@code defaults}, {@code frontend}, {@code backend} or {@code listen} section while it is read:
 * what the keyword handlers fill. Confined to the thread that reads the configuration.
 */
final class ProxySection {
  /** Where each element of the settings comes from that collect what several lines say. */
  static final Setting<Map<Setting<?>, List<Settings.Entry>>> ELEMENTS =
      Setting.own("elements of lists", Map.of());

  private final Kind kind;
  private final String name;
  private final SourcePosition position;
  private final Loading loading;
  private final Settings.Builder settings;
  private final RuleScope rules;
  private final String origin;
  private final Map<Setting<?>, List<Settings.Entry>> lists = new LinkedHashMap<>();
  private final Set<Setting<?>> ownSettings = new HashSet<>();
  private final List<BindDefinition> binds = new ArrayList<>();
  private final List<ServerLine> servers = new ArrayList<>();
  private final ServerLine serverDefaults;
  private final Set<RuleStage> stages = EnumSet.noneOf(RuleStage.class);

  /** The sections that proxies are written in. */
  enum Kind {
    DEFAULTS("defaults", "proxy"),
    FRONTEND("frontend", "frontend"),
    BACKEND("backend", "backend"),
    LISTEN("listen", "proxy");

    private final String keyword;
    private final String noun;

    Kind(String keyword, String noun) {
      this.keyword = keyword;
      this.noun = noun;
    }

    /** The word that begins the section. */
    String keyword() {
      return keyword;
    }

    /** How messages call such a proxy. */
    String noun() {
      return noun;
    }

    boolean has(Capability capability) {
      return capability == Capability.FRONTEND ? this != BACKEND : this != FRONTEND;
    }
  }

  ProxySection(
      Kind kind,
      String name,
      SourcePosition position,
      Loading loading,
      @Nullable ProxySection defaults) {
    this.kind = kind;
    this.name = name;
    this.position = position;
    this.loading = loading;
    this.origin = name.isEmpty() ? kind.keyword() : kind.keyword() + " " + name;
    this.settings = new Settings.Builder(origin);
    if (defaults != null) {
      settings.inherit(defaults.settings.build());
      defaults.lists.forEach(
          (setting, list) -> {
            if (setting.isInherited()) {
              lists.put(setting, new ArrayList<>(list));
            }
          });
    }
    this.serverDefaults =
        defaults == null ? ServerLine.defaults(this) : defaults.serverDefaults.copy(this);
    this.rules =
        new RuleScope(
            loading.rules(), name, kind.has(Capability.FRONTEND), kind.has(Capability.BACKEND));
  }

  /** Notes a line with a rule of {@code stage}. */
  void enter(RuleStage stage, Arguments arguments) {
    stage.enter(stages, arguments);
  }

  Kind kind() {
    return kind;
  }

  String name() {
    return name;
  }

  SourcePosition position() {
    return position;
  }

  Loading loading() {
    return loading;
  }

  /** What the section sets. */
  Settings.Builder settings() {
    return settings;
  }

  /** What its rules share. */
  RuleScope rules() {
    return rules;
  }

  /** Its {@code bind} lines. */
  List<BindDefinition> binds() {
    return binds;
  }

  /** Its {@code server} lines, templates expanded. */
  List<ServerLine> servers() {
    return servers;
  }

  /** What {@code default-server} lines said so far. */
  ServerLine serverDefaults() {
    return serverDefaults;
  }

  boolean isDefaults() {
    return kind == Kind.DEFAULTS;
  }

  boolean has(Capability capability) {
    return kind.has(capability);
  }

  <T> void set(Setting<T> setting, T value, Arguments arguments) {
    settings.set(setting, value, arguments.position());
    ownSettings.add(setting);
  }

  /** Replaces the value of {@code setting}, which may come from the defaults. */
  <T> void update(Setting<T> setting, UnaryOperator<T> change, Arguments arguments) {
    set(setting, change.apply(settings.get(setting)), arguments);
  }

  /** Adds {@code element} to a setting that collects what several lines say. */
  <T> void append(Setting<List<T>> setting, T element, Arguments arguments) {
    lists
        .computeIfAbsent(setting, s -> new ArrayList<>())
        .add(new Settings.Entry(element, arguments.position(), origin));
    ownSettings.add(setting);
  }

  /** What was collected so far for {@code setting}, in the defaults too. */
  List<Settings.Entry> collected(Setting<? extends List<?>> setting) {
    return lists.getOrDefault(setting, List.of());
  }

  /** Forgets what was collected, in the defaults too. */
  void clear(Setting<? extends List<?>> setting) {
    lists.remove(setting);
  }

  /** Makes what was collected values of their settings. To be called once, at the end. */
  void settle() {
    lists.forEach(this::settle);
    if (!lists.isEmpty()) {
      Map<Setting<?>, List<Settings.Entry>> elements = new LinkedHashMap<>();
      lists.forEach((setting, list) -> elements.put(setting, List.copyOf(list)));
      settings.set(ELEMENTS, Collections.unmodifiableMap(elements), position);
    }
  }

  @SuppressWarnings("unchecked")
  private void settle(Setting<?> setting, List<Settings.Entry> list) {
    List<Object> values = list.stream().map(Settings.Entry::value).toList();
    settings.set((Setting<List<Object>>) setting, values, list.getLast().position());
  }

  /** Sets {@code derived} to {@code value}, at the place that set {@code source}. */
  <T> void copy(Setting<?> source, Setting<T> derived, T value) {
    SourcePosition where = settings.build().positionOf(source);
    settings.set(derived, value, where == null ? position : where);
  }

  /** Whether the section itself set {@code setting}, not only its defaults. */
  boolean setsItself(Setting<?> setting) {
    return ownSettings.contains(setting);
  }

  /** The section as messages call it: {@code backend 'b'}. */
  String described() {
    return kind.noun() + " '" + name + "'";
  }

  /**
   * Whether {@code keyword} makes no sense here; warns about it.
   *
   * @param hint what to write instead, or the empty string
   */
  boolean lacks(Capability capability, String keyword, String hint, Arguments arguments) {
    if (has(capability)) {
      return false;
    }
    arguments
        .diagnostics()
        .warning(
            arguments.position(),
            "'"
                + keyword
                + "' ignored because "
                + described()
                + " has no "
                + capability.word()
                + " capability."
                + hint);
    arguments.rest();
    return true;
  }

  /** See {@link #lacks(Capability, String, String, Arguments)}. */
  boolean lacks(Capability capability, String keyword, Arguments arguments) {
    return lacks(capability, keyword, "", arguments);
  }

  /** Refuses {@code no} and {@code default} before an option that does not have them. */
  void refuseNegation(Arguments arguments) {
    if (arguments.polarity() != Arguments.Polarity.SET) {
      throw arguments.error(
          "negation/default is not supported for option '"
              + arguments.keyword().substring("option ".length())
              + "'.");
    }
  }

  /** Refuses a keyword that a {@code defaults} section cannot have. */
  void refuseInDefaults(String keyword, Arguments arguments) {
    if (isDefaults()) {
      throw arguments.error("'" + keyword + "' not allowed in 'defaults' section.");
    }
  }
}
