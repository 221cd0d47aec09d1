using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using SslException = MailKit.Security.SslHandshakeException;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>What came of a conversation with the mail server.</summary>
internal abstract record MailOutcome
{
    private MailOutcome()
    {
    }

    /// <summary>The server took the message.</summary>
    /// <param name="FaxJob">Of a fax into the queue: the number of its job there.</param>
    public sealed record Accepted(string? FaxJob = null) : MailOutcome;

    /// <summary>Nothing was taken, and it may be tried again: nobody answers, or not now.</summary>
    /// <param name="ServerIsReached">False when no conversation came about, so that all mail waits.</param>
    public sealed record Later(string Problem, string? ServerCode, bool ServerIsReached) : MailOutcome;

    /// <summary>The server refused it for good.</summary>
    public sealed record Refused(string Problem, string? ServerCode) : MailOutcome;

    /// <summary>The whole message was handed over, and no answer came: it may have been taken.</summary>
    public sealed record Unknown : MailOutcome;
}

/// <summary>
/// One conversation with the mail server, in two parts: reaching it, which changes nothing, and handing a message over. What went wrong
/// in the second is sorted by whether the end of the message can have reached the server.
/// </summary>
internal sealed class SmtpConversation : IDisposable
{
    private readonly LetterSmtpClient client = new();

    /// <returns>Null when the server is reached and ready for a message.</returns>
    public async Task<MailOutcome.Later?> Reach(MailConnection connection, TimeSpan timeLimit, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(timeLimit);
        try
        {
            await connection.Open(client, limit.Token);

            // One command after another, and the message in one piece with an end of its own: then it is known how far it came.
            client.Capabilities &= ~(SmtpCapabilities.Pipelining | SmtpCapabilities.Chunking | SmtpCapabilities.BinaryMime);
            return null;
        }
        catch (Exception problem) when (MailConnection.IsOfTheServer(problem) && !stopping.IsCancellationRequested)
        {
            return problem switch
            {
                SslException => new MailOutcome.Later(DeliveryProblem.ServerNotTrusted, null, ServerIsReached: false),
                NotSupportedException => new MailOutcome.Later(DeliveryProblem.ServerNotTrusted, null, ServerIsReached: false),
                AuthenticationException or SaslException => new MailOutcome.Later(DeliveryProblem.SignInRefused, null, ServerIsReached: false),
                FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => new MailOutcome.Later(DeliveryProblem.SignInRefused, null, ServerIsReached: false),
                SmtpCommandException command => new MailOutcome.Later(DeliveryProblem.ServerUnreachable, CodeOf(command), ServerIsReached: false),
                _ => new MailOutcome.Later(DeliveryProblem.ServerUnreachable, null, ServerIsReached: false),
            };
        }
    }

    /// <param name="deliveryId">Told to the server as the envelope's id, which a bounce repeats.</param>
    public async Task<MailOutcome> Hand(MimeMessage message, MailboxAddress sender, MailboxAddress recipient, Guid deliveryId, TimeSpan timeLimit)
    {
        var progress = new HandedOver();
        client.EnvelopeId = deliveryId.ToString("N");

        // Not stopped with the host: breaking off is what makes an outcome unknown.
        using var limit = new CancellationTokenSource(timeLimit);
        try
        {
            await client.SendAsync(message, sender, [recipient], limit.Token, progress);
            return new MailOutcome.Accepted();
        }
        catch (SmtpCommandException answered)
        {
            return Sort(answered);
        }
        catch (ServiceNotAuthenticatedException)
        {
            return new MailOutcome.Later(DeliveryProblem.SignInRefused, null, ServerIsReached: false);
        }
        catch (Exception lost) when (MailConnection.IsOfTheServer(lost))
        {
            return progress.Whole ? new MailOutcome.Unknown() : new MailOutcome.Later(DeliveryProblem.PutOff, null, ServerIsReached: true);
        }
    }

    /// <summary>Takes leave of the server. What it answered before stands, whatever comes of this.</summary>
    public async Task Close()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await client.DisconnectAsync(quit: true, limit.Token);
        }
        catch (Exception problem) when (MailConnection.IsOfTheServer(problem))
        {
            // It has hung up already.
        }
    }

    public void Dispose() => client.Dispose();

    private static MailOutcome Sort(SmtpCommandException answered)
    {
        var enhanced = Enhanced(answered);
        return (int)answered.StatusCode switch
        {
            >= 400 and < 500 => new MailOutcome.Later(DeliveryProblem.PutOff, CodeOf(answered), ServerIsReached: true),
            550 when enhanced is null && answered.ErrorCode == SmtpErrorCode.RecipientNotAccepted => new MailOutcome.Refused(DeliveryProblem.MailboxUnknown, CodeOf(answered)),
            552 when enhanced is null => new MailOutcome.Refused(DeliveryProblem.TooLarge, CodeOf(answered)),
            _ => new MailOutcome.Refused(DeliveryProblem.OfStatus(enhanced, DeliveryProblem.Refused), CodeOf(answered)),
        };
    }

    /// <summary>"550 5.1.1": the text behind it may name the patient.</summary>
    private static string CodeOf(SmtpCommandException answered) =>
        Enhanced(answered) is { } enhanced ? $"{(int)answered.StatusCode} {enhanced}" : $"{(int)answered.StatusCode}";

    private static string? Enhanced(SmtpCommandException answered)
    {
        var first = answered.Message.Split(' ', 2)[0];
        return first.Length is >= 5 and <= 9 && first.Count(c => c == '.') == 2 && first.All(c => char.IsAsciiDigit(c) || c == '.') ? first : null;
    }

    /// <summary>Counts what was given to the connection. The end mark follows the last byte, so until then it cannot have been sent.</summary>
    private sealed class HandedOver : ITransferProgress
    {
        public bool Whole { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => Whole |= bytesTransferred >= totalSize;

        /// <summary>Of a message whose size is not known: it may be whole.</summary>
        public void Report(long bytesTransferred) => Whole = true;
    }

    private sealed class LetterSmtpClient : SmtpClient
    {
        public string? EnvelopeId { get; set; }

        protected override string? GetEnvelopeId(MimeMessage message) => EnvelopeId;

        protected override DeliveryStatusNotification? GetDeliveryStatusNotifications(MimeMessage message, MailboxAddress mailbox) =>
            DeliveryStatusNotification.Failure | DeliveryStatusNotification.Delay;
    }
}
