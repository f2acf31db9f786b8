package io.spillway.ops.mailers;

import io.spillway.config.Settings;
import io.spillway.proxy.Backend;
import io.spillway.proxy.definition.MailKeywords;
import io.spillway.proxy.server.Server;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The mail of all backends that want some, as long as it is open. Thread-safe. */
public final class Mailers implements AutoCloseable {
  private final List<MailQueue> queues = new ArrayList<>();

  private Mailers() {}

  /**
   * Mails what becomes of the servers of {@code backends} from now on.
   *
   * @param definitions the sections by name
   * @param hostName what this machine is called
   * @param trouble hears of mails that no mailer took
   * @return null where no backend wants mail
   */
  public static @Nullable Mailers open(
      Collection<Backend> backends,
      Map<String, MailersDefinition> definitions,
      String hostName,
      Consumer<String> trouble) {
    Mailers all = new Mailers();
    for (Backend backend : backends) {
      Settings settings = backend.definition().settings();
      MailersDefinition definition = definitions.get(settings.get(MailKeywords.MAILERS));
      if (definition == null
          || settings.get(MailKeywords.FROM).isEmpty()
          || settings.get(MailKeywords.TO).isEmpty()) {
        continue;
      }
      List<MailQueue> own = new ArrayList<>();
      for (MailersDefinition.Mailer mailer : definition.mailers()) {
        own.add(new MailQueue(mailer, definition.timeout(), trouble));
      }
      String named = settings.get(MailKeywords.HOST_NAME);
      ServerMail mail =
          new ServerMail(
              settings,
              text ->
                  own.forEach(
                      queue ->
                          queue.add(
                              new MailQueue.Mail(
                                  named.isEmpty() ? hostName : named,
                                  settings.get(MailKeywords.FROM),
                                  settings.get(MailKeywords.TO),
                                  text))));
      for (Server server : backend.servers()) {
        server.state().addListener(mail);
      }
      all.queues.addAll(own);
    }
    return all.queues.isEmpty() ? null : all;
  }

  @Override
  public void close() {
    queues.forEach(MailQueue::close);
  }
}
