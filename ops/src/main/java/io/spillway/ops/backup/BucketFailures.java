package io.spillway.ops.backup;

import io.spillway.ops.backup.BackupTarget.Bucket;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What an operator is told where a store refuses or is silent (Amazon S3 API Reference, "Error
 * responses"). Immutable.
 */
record BucketFailures(Bucket target) {
  /** Of an answer that is an error. */
  BackupException answered(AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    String code = details == null || details.errorCode() == null ? "" : details.errorCode();
    String said = details == null ? "" : String.valueOf(details.errorMessage());
    String region = header(details, "x-amz-bucket-region");
    String text =
        switch (code) {
          case "NoSuchBucket" ->
              "the bucket '"
                  + target.bucket()
                  + "' does not exist (region "
                  + target.region()
                  + "); make it, or correct the name";
          case "NoSuchKey" -> "there is no such backup in " + target.text();
          case "InvalidAccessKeyId" -> "the store does not know the access key";
          case "SignatureDoesNotMatch" -> "the secret key does not belong to the access key";
          case "ExpiredToken", "InvalidToken" -> "the session token has expired or is not valid";
          case "RequestTimeTooSkewed" ->
              "the clock of this machine is wrong"
                  + skew(details)
                  + ", and the store takes no request whose time is more than 15 minutes off; set"
                  + " it, for instance by 'timedatectl set-ntp true'";
          case "AccessDenied" ->
              "access is denied; the credentials need s3:ListBucket on the bucket '"
                  + target.bucket()
                  + "', and s3:PutObject, s3:GetObject and s3:DeleteObject on "
                  + target.text()
                  + "/*";
          case "InvalidStorageClass" ->
              "the store has no storage class '" + target.storageClass() + "'";
          case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraint" ->
              "the bucket '"
                  + target.bucket()
                  + "' is "
                  + (region == null ? "in another region than " : "in region " + region + ", not ")
                  + target.region();
          default -> e.statusCode() >= 500 ? "the store fails" : "the store refuses";
        };
    return new BackupException(
        where()
            + ": "
            + text
            + " (status "
            + e.statusCode()
            + (code.isEmpty() ? "" : ", " + code)
            + (said.isEmpty() || said.equals("null") ? "" : ": " + said)
            + ")",
        e);
  }

  /** Of a request that was not answered, or not sent. */
  BackupException unanswered(SdkException e) {
    String message = String.valueOf(e.getMessage());
    String text;
    if (e instanceof ApiCallTimeoutException) {
      text = "no answer within " + target.timeout().toSeconds() + " s";
    } else if (message.contains("Unable to load credentials")) {
      text =
          "no credentials for AWS were found (looked in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,"
              + " ~/.aws/credentials, and the machine's role)";
    } else if (cause(e, ConnectException.class) != null) {
      text = "cannot connect: " + String.valueOf(cause(e, ConnectException.class));
    } else if (cause(e, UnknownHostException.class) != null) {
      text = "there is no host " + cause(e, UnknownHostException.class);
    } else {
      text = message;
    }
    return new BackupException(where() + ": " + text, e);
  }

  private String where() {
    return target.text() + (target.endpoint() == null ? "" : " at " + target.endpoint());
  }

  /** The message of the first cause of that class, or null. */
  private static @Nullable String cause(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return String.valueOf(t.getMessage());
      }
    }
    return null;
  }

  private static @Nullable String header(@Nullable AwsErrorDetails details, String name) {
    return details == null || details.sdkHttpResponse() == null
        ? null
        : details.sdkHttpResponse().firstMatchingHeader(name).orElse(null);
  }

  /** By how much this clock differs from the store's, where that tells. */
  private static String skew(@Nullable AwsErrorDetails details) {
    String date = header(details, "Date");
    if (date == null) {
      return "";
    }
    try {
      Instant there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      long seconds = Duration.between(there, Instant.now()).toSeconds();
      return " ("
          + Math.abs(seconds)
          + " s "
          + (seconds < 0 ? "behind" : "ahead of")
          + " the store's)";
    } catch (DateTimeParseException e) {
      return "";
    }
  }
}
