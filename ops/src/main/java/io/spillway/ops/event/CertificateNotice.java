package io.spillway.ops.event;

import io.spillway.ops.acme.AcmeEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operators hear of certificates that are obtained here. Stateless. */
public final class CertificateNotice {
  /** A certificate that is missing or about to expire was not obtained. */
  public static final String FAILED = "certificate-not-obtained";

  /** A certificate was obtained and is not on the disk. */
  public static final String NOT_KEPT = "certificate-not-kept";

  private static final String WANTED = "certificate-record-wanted";
  private static final String OBTAINED = "certificate-obtained";

  private CertificateNotice() {}

  /** What {@code event} is to an operator, or null where it is of no concern. */
  public static @Nullable Event of(AcmeEvent event) {
    Subject subject = Subject.of(Subject.Kind.CERTIFICATE, event.file().toString(), "");
    String text = "certificate " + event.file() + " " + event.text();
    return switch (event) {
      case AcmeEvent.Started _, AcmeEvent.RecordLeft _ -> null;
      case AcmeEvent.RecordWanted _ -> ConditionEvent.note(subject, WANTED, text);
      case AcmeEvent.Failed _ -> ConditionEvent.begins(subject, FAILED, Severity.WARNING, text);
      case AcmeEvent.NotKept _ -> ConditionEvent.begins(subject, NOT_KEPT, Severity.WARNING, text);
      case AcmeEvent.Obtained _, AcmeEvent.Followed _ ->
          new ConditionEvent(
              subject, OBTAINED, Severity.INFORMATION, text, false, List.of(FAILED, NOT_KEPT));
    };
  }
}
