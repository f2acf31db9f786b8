package io.spillway.proxy;

import io.spillway.http.ErrorPage;
import io.spillway.http.ErrorPages;
import io.spillway.rules.Reply;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy answers with where no server does: the pages of {@code errorfile} and its family,
 * the standard ones where there are none. Immutable.
 *
 * @param own the pages that the configuration gives, by status
 * @param replies what is made for each request in place of a page ({@code http-error}), by status
 */
public record ErrorAnswers(Map<Integer, ErrorPage> own, Map<Integer, Reply> replies) {
  private static final int FALLBACK = 500;

  /** The standard pages. */
  public static final ErrorAnswers STANDARD = new ErrorAnswers(Map.of(), Map.of());

  public ErrorAnswers {
    own = Map.copyOf(own);
    replies = Map.copyOf(replies);
  }

  /** What is made in place of the page for {@code status}, or null. */
  public @Nullable Reply reply(int status) {
    return replies.isEmpty() ? null : replies.get(status);
  }

  /** The page for {@code status}; that for 500 where HAProxy has none. */
  public ErrorPage page(int status) {
    ErrorPage page = own.get(status);
    if (page == null) {
      page = ErrorPages.standard(status);
    }
    if (page == null) {
      page = ErrorPages.standard(FALLBACK);
    }
    if (page == null) {
      throw new IllegalStateException("no page for " + status);
    }
    return page;
  }
}
