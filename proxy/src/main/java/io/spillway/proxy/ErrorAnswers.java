package io.spillway.proxy;

import io.spillway.http.ErrorPage;
import io.spillway.http.ErrorPages;
import java.util.Map;

/**
 * What a proxy answers with where no server does: the pages of {@code errorfile} and its family,
 * the standard ones where there are none. Immutable.
 *
 * @param own the pages that the configuration gives, by status
 */
public record ErrorAnswers(Map<Integer, ErrorPage> own) {
  private static final int FALLBACK = 500;

  /** The standard pages. */
  public static final ErrorAnswers STANDARD = new ErrorAnswers(Map.of());

  public ErrorAnswers {
    own = Map.copyOf(own);
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
