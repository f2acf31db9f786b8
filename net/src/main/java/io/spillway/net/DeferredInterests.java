package io.spillway.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells epoll what descriptors wait for once in each turn of the loop, before it waits, instead of
 * at each change. Netty changes its mind several times while a connection is made, accepted or
 * closed; only the last word matters, and none where the descriptor is closed by then.
 *
 * <p>Confined to its loop, but for {@link #wakeup} and registrations, which other threads may
 * change: what they say is passed to the loop.
 */
final class DeferredInterests implements IoHandler {
  /** Most lists stay small; one that a storm of connections has made larger is given up. */
  private static final int KEPT_CAPACITY = 4096;

  private final ThreadAwareExecutor executor;
  private final IoHandler epoll;
  private List<Registration> changed = new ArrayList<>();

  private DeferredInterests(ThreadAwareExecutor executor, IoHandler epoll) {
    this.executor = executor;
    this.epoll = epoll;
  }

  static IoHandlerFactory factory() {
    IoHandlerFactory epoll = EpollIoHandler.newFactory();
    return executor -> new DeferredInterests(executor, epoll.newHandler(executor));
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    // Who fails is closed, and closing may have others change.
    while (!changed.isEmpty()) {
      tell();
    }
    return epoll.run(context);
  }

  private void tell() {
    List<Registration> told = changed;
    changed = new ArrayList<>();
    // Epoll tells first what was ready first: that a server is connected, before its client's end.
    for (int i = 0; i < told.size(); i++) {
      told.get(i).tellIfWriting();
    }
    for (int i = 0; i < told.size(); i++) {
      told.get(i).tell();
    }
    if (changed.isEmpty() && told.size() <= KEPT_CAPACITY) {
      told.clear();
      changed = told;
    }
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    Registration registration = new Registration((EpollIoHandle) handle);
    registration.told = epoll.register(registration);
    return registration;
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return epoll.isCompatible(handleType);
  }

  /** Stands between a channel and epoll: the one's registration, the other's handle. */
  private final class Registration implements IoRegistration, EpollIoHandle {
    private final EpollIoHandle handle;
    private final FileDescriptor descriptor;
    private @Nullable IoRegistration told;
    private @Nullable EpollIoOps wanted;
    private boolean maybeShared;

    Registration(EpollIoHandle handle) {
      this.handle = handle;
      this.descriptor = new RegisteredDescriptor(handle.fd().intValue());
    }

    private IoRegistration told() {
      IoRegistration registration = told;
      if (registration == null) {
        throw new IllegalStateException("not registered yet");
      }
      return registration;
    }

    @Override
    public <T> T attachment() {
      return told().attachment();
    }

    @Override
    public long submit(IoOps ops) {
      EpollIoOps change = (EpollIoOps) ops;
      if (!executor.isExecutorThread(Thread.currentThread())) {
        executor.execute(() -> want(change));
      } else {
        want(change);
      }
      return change.value();
    }

    private void want(EpollIoOps ops) {
      if (ops == EpollIoOps.NONE) {
        // The descriptor changes hands.
        wanted = null;
        told().submit(ops);
        return;
      }
      if (wanted == null) {
        changed.add(this);
      }
      wanted = ops;
    }

    void tellIfWriting() {
      EpollIoOps last = wanted;
      if (last != null && last.contains(EpollIoOps.EPOLLOUT)) {
        tell();
      }
    }

    void tell() {
      IoRegistration registration = told();
      EpollIoOps last = wanted;
      wanted = null;
      if (last == null || !registration.isValid()) {
        return;
      }
      // Listening sockets and those for datagrams ask for errors by name, streams do not.
      maybeShared |= last.contains(EpollIoOps.EPOLLERR);
      try {
        registration.submit(last);
      } catch (RuntimeException refused) {
        // Nothing would ever be heard of it again.
        try {
          handle.close();
        } catch (Exception alsoRefused) {
          refused.addSuppressed(alsoRefused);
          Thread thread = Thread.currentThread();
          thread.getUncaughtExceptionHandler().uncaughtException(thread, refused);
        }
      }
    }

    @Override
    public boolean isValid() {
      return told().isValid();
    }

    @Override
    public boolean cancel() {
      return told().cancel();
    }

    @Override
    public FileDescriptor fd() {
      return descriptor;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      handle.handle(this, event);
    }

    @Override
    public void registered() {
      handle.registered();
    }

    @Override
    public void unregistered() {
      handle.unregistered();
    }

    @Override
    public void close() throws Exception {
      handle.close();
    }

    /**
     * The descriptor as epoll's handler sees it, which asks only when a registration ends whether
     * the descriptor has to be taken off epoll. A stream's is closed then, and the kernel takes it
     * off by itself. It would not do so where another process has the same socket, as it may have
     * listening ones.
     */
    private final class RegisteredDescriptor extends FileDescriptor {
      RegisteredDescriptor(int number) {
        super(number);
      }

      @Override
      public boolean isOpen() {
        return maybeShared && handle.fd().isOpen();
      }
    }
  }
}
