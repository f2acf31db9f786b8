package io.spillway.facility.provider.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.provider.election.WriterElection.Standing;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdElectionTest {
  @TempDir Path directory;

  private static EtcdElection start(String self, List<URI> endpoints) {
    return EtcdElection.start(
        new EtcdElection.Settings(
            endpoints, null, "/spillway/writer", self, Duration.ofSeconds(2)));
  }

  private static boolean writes(WriterElection election) {
    return election.standing() instanceof Standing.Writer;
  }

  private static void awaitWriter(WriterElection election) {
    while (!writes(election)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void oneOfTwoWritesAndTheOtherKnowsWhoAndTakesOverAtOnceWhenItStops() throws Exception {
    try (EtcdCluster etcd = new EtcdCluster(directory);
        EtcdElection second = start("lb2", etcd.addresses())) {
      awaitWriter(second);
      try (EtcdElection first = start("lb1", etcd.addresses())) {
        while (!(first.standing() instanceof Standing.Other other)
            || !"lb2".equals(other.writer())) {
          Thread.onSpinWait();
        }
        assertThat(writes(second)).isTrue();
        second.close();
        assertThat(writes(second)).isFalse();
        awaitWriter(first);
      }
    }
  }

  @Test
  void theWriterStaysWhenTheLeaderOfEtcdIsKilled() throws Exception {
    try (EtcdCluster etcd = new EtcdCluster(directory);
        EtcdElection first = start("lb1", etcd.addresses())) {
      awaitWriter(first);
      try (EtcdElection second = start("lb2", etcd.addresses())) {
        etcd.killLeader();
        // Renewed after the new leader was there: what is left is more than a fresh lease had then.
        awaitRenewal(first, second);
        assertThat(writes(first) && writes(second)).isFalse();
      }
    }
  }

  /** Waits until one of the two is the writer by a lease that was renewed from now on. */
  private static void awaitRenewal(EtcdElection first, EtcdElection second) {
    long end = System.nanoTime() + Duration.ofMillis(1_800).toNanos();
    while (true) {
      Standing one = first.standing();
      Standing two = second.standing();
      assertThat(one instanceof Standing.Writer && two instanceof Standing.Writer).isFalse();
      for (Standing standing : List.of(one, two)) {
        if (standing instanceof Standing.Writer writer
            && System.nanoTime() + writer.allowed().toNanos() > end) {
          return;
        }
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void aWriterThatIsCutOffKnowsItBeforeAnotherOneWrites() throws Exception {
    try (EtcdCluster etcd = new EtcdCluster(directory);
        CuttableLink link = new CuttableLink(etcd.port(0));
        EtcdElection first = start("lb1", List.of(link.address()))) {
      awaitWriter(first);
      try (EtcdElection second = start("lb2", etcd.addresses())) {
        link.cut();
        awaitWriter(second);
        assertThat(first.standing()).isInstanceOf(Standing.Other.class);

        link.mend();
        while (!(first.standing() instanceof Standing.Other other)
            || !"lb2".equals(other.writer())) {
          Thread.onSpinWait();
        }
        assertThat(writes(second)).isTrue();
      }
    }
  }

  @Test
  void aWriterThatCannotReachTheProviderLetsAnotherOneTry() throws Exception {
    try (EtcdCluster etcd = new EtcdCluster(directory);
        EtcdElection first = start("lb1", etcd.addresses())) {
      awaitWriter(first);
      try (EtcdElection second = start("lb2", etcd.addresses())) {
        first.cannotWrite();
        assertThat(writes(first)).isFalse();
        awaitWriter(second);
        while (!(first.standing() instanceof Standing.Other other)
            || !"lb2".equals(other.writer())) {
          Thread.onSpinWait();
        }
        assertThat(writes(second)).isTrue();
      }
    }
  }

  @Test
  void nobodyWritesWhereEtcdDoesNotAnswer() throws Exception {
    try (EtcdElection election = start("lb1", List.of(URI.create("http://127.0.0.1:1")))) {
      while (!(election.standing() instanceof Standing.Other other)
          || !other.reason().contains("does not answer")) {
        Thread.onSpinWait();
      }
      assertThat(writes(election)).isFalse();
    }
  }
}
