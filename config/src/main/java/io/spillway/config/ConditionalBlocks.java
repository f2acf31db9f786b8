package io.spillway.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of a file are to be read: {@code .if} and its family, and the directives beside them
 * that print a message (configuration manual, chapter 2.4 "Conditional blocks"). Confined to the
 * reading thread.
 */
final class ConditionalBlocks {
  private enum State {
    /** The lines of this branch are read. */
    TAKEN,
    /** No branch was taken yet. */
    WAITING,
    /** A branch before was taken, or the block stands in one that is not read. */
    DONE
  }

  private static final class Block {
    private State state;
    private boolean afterElse;

    private Block(State state) {
      this.state = state;
    }
  }

  private final Environment environment;
  private final ProgramFacts facts;
  private final Diagnostics diagnostics;
  private final Deque<Block> blocks = new ArrayDeque<>();
  private boolean stopped;
  private boolean aborted;

  ConditionalBlocks(Environment environment, ProgramFacts facts, Diagnostics diagnostics) {
    this.environment = environment;
    this.facts = facts;
    this.diagnostics = diagnostics;
  }

  /** Whether the lines that follow are to be read. */
  boolean active() {
    return blocks.isEmpty() || blocks.getLast().state == State.TAKEN;
  }

  /** Whether reading must end here, since nobody can say which lines count. */
  boolean aborted() {
    return aborted;
  }

  /** Whether {@code word} begins, divides or ends a block. */
  boolean isBlockDirective(String word) {
    return switch (word) {
      case ".if", ".elif", ".else", ".endif" -> true;
      default -> false;
    };
  }

  /** Reads a line that {@link #isBlockDirective} said yes to. */
  void read(List<Word> words) {
    Word directive = words.getFirst();
    switch (directive.text()) {
      case ".if" -> {
        boolean enclosing = active();
        Block block = new Block(State.DONE);
        blocks.addLast(block);
        if (enclosing) {
          block.state = isTrue(words) ? State.TAKEN : State.WAITING;
        }
      }
      case ".elif" -> {
        Block block = blockBeforeElse(directive);
        if (block != null) {
          if (block.state == State.WAITING) {
            block.state = isTrue(words) ? State.TAKEN : State.WAITING;
          } else {
            block.state = State.DONE;
          }
        }
      }
      case ".else" -> {
        if (noArgument(words)) {
          Block block = blockBeforeElse(directive);
          if (block != null) {
            block.state = block.state == State.WAITING ? State.TAKEN : State.DONE;
            block.afterElse = true;
          }
        }
      }
      default -> {
        if (noArgument(words)) {
          if (blocks.isEmpty()) {
            stop(directive.position(), "lone '.endif' with no matching '.if'.");
          } else {
            blocks.removeLast();
          }
        }
      }
    }
  }

  private @Nullable Block blockBeforeElse(Word directive) {
    if (blocks.isEmpty()) {
      stop(directive.position(), "lone '" + directive + "' with no matching '.if'.");
      return null;
    }
    if (blocks.getLast().afterElse) {
      stop(directive.position(), "'" + directive + "' after '.else' is not permitted.");
      return null;
    }
    return blocks.getLast();
  }

  private boolean noArgument(List<Word> words) {
    if (words.size() == 1) {
      return true;
    }
    alert(
        words.get(1).position(),
        "Unexpected argument '" + words.get(1) + "' for '" + words.getFirst() + "'.");
    aborted = true;
    return false;
  }

  private boolean isTrue(List<Word> words) {
    String condition = words.stream().skip(1).map(Word::text).collect(Collectors.joining(" "));
    try {
      return new Condition(condition, environment, facts).isTrue();
    } catch (SyntaxException e) {
      Word directive = words.getFirst();
      SourcePosition start = words.get(1).position();
      diagnostics.add(
          Diagnostic.ofLine(
              Severity.ALERT,
              start.atColumn(start.column() + e.offset()),
              e.message() + " in '" + directive + "' at position " + (e.offset() + 1) + ":",
              new Diagnostic.Excerpt(
                  directive + " " + condition, directive.text().length() + 1 + e.offset())));
      stopped = true;
      aborted = true;
      return false;
    }
  }

  /** Reads a line that prints a message. */
  void message(List<Word> words) {
    Word directive = words.getFirst();
    @Nullable Severity severity =
        switch (directive.text()) {
          case ".diag" -> Severity.DIAG;
          case ".notice" -> Severity.NOTICE;
          case ".warning" -> Severity.WARNING;
          case ".alert" -> Severity.ALERT;
          default -> null;
        };
    if (severity == null) {
      alert(directive.position(), "unknown directive '" + directive + "'.");
    } else if (words.size() > 2 && !words.get(2).text().isEmpty()) {
      alert(
          words.get(2).position(),
          "Unexpected argument '"
              + words.get(2)
              + "' for '"
              + directive
              + "'. Use quotes if the message should contain spaces.");
    } else {
      String message = words.size() == 1 ? "" : words.get(1).text();
      diagnostics.add(
          Diagnostic.ofLine(severity, directive.position(), "'" + message + "'.", null));
      if (severity == Severity.ALERT) {
        stopped = true;
        aborted = true;
      }
    }
  }

  /** Checks at the end of the file, or where reading ended, that every block was closed. */
  void end(SourcePosition lastLine) {
    if (!blocks.isEmpty() && !stopped) {
      stop(lastLine, "non-terminated '.if' block.");
    }
  }

  private void stop(SourcePosition position, String message) {
    alert(position, message);
    stopped = true;
    aborted = true;
  }

  private void alert(SourcePosition position, String message) {
    diagnostics.add(Diagnostic.ofLine(Severity.ALERT, position, message, null));
  }
}
