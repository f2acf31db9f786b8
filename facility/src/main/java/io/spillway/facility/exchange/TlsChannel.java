package io.spillway.facility.exchange;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLSocket;

/** Frames over TLS: four bytes of length, then the frame. */
final class TlsChannel implements Channel {
  private static final int DNS_NAME = 2;

  private final SSLSocket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final X509Certificate peer;

  TlsChannel(SSLSocket socket, DataInputStream in, DataOutputStream out, X509Certificate peer) {
    this.socket = socket;
    this.in = in;
    this.out = out;
    this.peer = peer;
  }

  @Override
  public void send(Frame frame) throws IOException {
    byte[] bytes = FrameCodec.encode(frame);
    if (bytes.length > FrameCodec.MAX_LENGTH) {
      throw new IOException("a frame of " + bytes.length + " bytes is too long");
    }
    byte[] whole = new byte[4 + bytes.length];
    whole[0] = (byte) (bytes.length >> 24);
    whole[1] = (byte) (bytes.length >> 16);
    whole[2] = (byte) (bytes.length >> 8);
    whole[3] = (byte) bytes.length;
    System.arraycopy(bytes, 0, whole, 4, bytes.length);
    out.write(whole);
    out.flush();
  }

  @Override
  public Frame receive() throws IOException {
    int length = in.readInt();
    if (length < 1 || length > FrameCodec.MAX_LENGTH) {
      throw new RefusedException("a frame is malformed");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return FrameCodec.decode(bytes);
  }

  /**
   * Whether the certificate is for {@code voter}: as an alternative DNS name, or the common one.
   */
  @Override
  public boolean isEntitledTo(String voter) {
    try {
      Collection<List<?>> names = peer.getSubjectAlternativeNames();
      if (names != null) {
        return names.stream()
            .anyMatch(n -> n.get(0).equals(DNS_NAME) && voter.equalsIgnoreCase((String) n.get(1)));
      }
      return new LdapName(peer.getSubjectX500Principal().getName())
          .getRdns().stream()
              .anyMatch(
                  part ->
                      part.getType().equalsIgnoreCase("CN")
                          && voter.equalsIgnoreCase(String.valueOf(part.getValue())));
    } catch (CertificateParsingException | InvalidNameException e) {
      return false;
    }
  }

  @Override
  public void close() {
    Sockets.close(socket);
  }
}
