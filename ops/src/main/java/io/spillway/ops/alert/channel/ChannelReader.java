package io.spillway.ops.alert.channel;

import io.spillway.config.Arguments;
import io.spillway.config.SourceFiles;
import io.spillway.facility.provider.CredentialSources;

/** Reads a channel from the words behind its kind. */
@FunctionalInterface
public interface ChannelReader {
  /**
   * Where a channel takes from what its words name.
   *
   * @param credentials secrets of files and of the environment
   * @param files other files
   */
  record Sources(CredentialSources credentials, SourceFiles files) {}

  /** Reads all words that are left. */
  Channel read(Arguments arguments, Sources sources);
}
