package io.spillway.rules;

import io.spillway.config.SourcePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of one section share: its named ACLs and what kind of section it is. One object
 * for each proxy, made when its header is read; {@code defaults} sections have one too. Confined to
 * the thread that reads the configuration.
 */
public final class RuleScope {
  private final RuleContext context;
  private final String name;
  private final boolean frontend;
  private final boolean backend;
  private final Map<String, Acl> acls = new HashMap<>();
  private SourcePosition position = SourcePosition.BUILT_IN;
  private final List<Integer> requestCaptures = new ArrayList<>();
  private final List<Integer> responseCaptures = new ArrayList<>();

  /**
   * The scope of a section.
   *
   * @param name the section's name, for messages
   * @param frontend whether it accepts connections
   * @param backend whether it has servers
   */
  public RuleScope(RuleContext context, String name, boolean frontend, boolean backend) {
    this.context = context;
    this.name = name;
    this.frontend = frontend;
    this.backend = backend;
  }

  /** What the whole configuration shares. */
  public RuleContext context() {
    return context;
  }

  /** The section's name. */
  public String name() {
    return name;
  }

  /** Whether the section accepts connections. */
  public boolean isFrontend() {
    return frontend;
  }

  /** Whether the section has servers. */
  public boolean isBackend() {
    return backend;
  }

  /** The ACL called {@code aclName}: the section's own or a predefined one; null for neither. */
  public @Nullable Acl acl(String aclName) {
    Acl own = acls.get(aclName);
    if (own != null) {
      return own;
    }
    Acl predefined = PredefinedAcls.find(aclName, this);
    if (predefined != null) {
      acls.put(aclName, predefined);
    }
    return predefined;
  }

  /** The section's ACL called {@code aclName}, a new and empty one where there was none. */
  Acl declareAcl(String aclName) {
    return acls.computeIfAbsent(aclName, Acl::new);
  }

  /**
   * Declares one more slot for captures.
   *
   * @param length the longest value that it keeps, in bytes
   * @return the slot's number, from 0
   */
  public int declareCapture(boolean ofResponse, int length) {
    List<Integer> slots = ofResponse ? responseCaptures : requestCaptures;
    slots.add(length);
    return slots.size() - 1;
  }

  /** The longest value of each declared slot, in bytes, for {@link Captures}. */
  public int[] captureLengths(boolean ofResponse) {
    List<Integer> slots = ofResponse ? responseCaptures : requestCaptures;
    return slots.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Where the directive stands that is being read. */
  public SourcePosition position() {
    return position;
  }

  void at(SourcePosition newPosition) {
    position = newPosition;
  }
}
