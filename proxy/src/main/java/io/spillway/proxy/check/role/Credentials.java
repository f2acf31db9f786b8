package io.spillway.proxy.check.role;

/** Who logs in. Nothing prints the password. Immutable. */
public final class Credentials {
  private final String user;
  private final String password;

  /** {@code password} is empty where there is none. */
  public Credentials(String user, String password) {
    this.user = user;
    this.password = password;
  }

  String user() {
    return user;
  }

  String password() {
    return password;
  }

  @Override
  public String toString() {
    return user;
  }
}
