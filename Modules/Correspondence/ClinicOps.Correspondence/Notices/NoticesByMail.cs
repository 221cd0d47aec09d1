using ClinicOps.Correspondence.Delivery;
using ClinicOps.Intake.Contracts;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Text;

namespace ClinicOps.Correspondence.Notices;

/// <summary>Notices as plain mails, over the server that letters leave by.</summary>
internal sealed class NoticesByMail(MailConnection connection, IOptions<MailOptions> options) : INoticeLine
{
    public bool IsOpen => options.Value.IsConfigured;

    public string? AddressOf(ReminderReader reader) => MailboxAddress.TryParse(reader.Address, out var address) ? address.Address : null;

    public string MessageIdOf(Guid noticeId) => IdOf(noticeId, options.Value);

    public INoticeCall Call() => new MailCall(connection, options.Value);

    private static string IdOf(Guid noticeId, MailOptions options) => $"notice.{noticeId:N}@{options.FromAddress().Domain}";

    private sealed class MailCall(MailConnection connection, MailOptions options) : INoticeCall
    {
        private readonly SmtpConversation conversation = new();

        public Task<MailOutcome.Later?> Reach(CancellationToken stopping) => conversation.Reach(connection, options.TimeLimit, stopping);

        public Task<MailOutcome> Hand(Notice notice, string address, NoticeText text) =>
            conversation.Hand(Message(notice, address, text), options.EnvelopeFrom(notice.Id), new MailboxAddress(null, address), notice.Id, options.TimeLimit);

        public Task Close() => conversation.Close();

        public void Dispose() => conversation.Dispose();

        private MimeMessage Message(Notice notice, string address, NoticeText text)
        {
            var message = new MimeMessage { Subject = text.Subject, MessageId = IdOf(notice.Id, options), Date = notice.RequestedAt };
            message.From.Add(options.FromAddress());
            message.To.Add(new MailboxAddress(null, address));
            if (!string.IsNullOrEmpty(options.ReplyTo))
            {
                message.ReplyTo.Add(MailboxAddress.Parse(options.ReplyTo));
            }

            if (text.Thread is { } thread)
            {
                // A person wrote it, to a person. The ids are what somebody's program made of them, so they are written as they are.
                if (thread.Count > 0)
                {
                    message.Headers.Add(HeaderId.InReplyTo, $"<{thread[^1]}>");
                    message.Headers.Add(HeaderId.References, string.Join(' ', thread.Select(id => $"<{id}>")));
                }
            }
            else
            {
                // No machine answers to a machine: holiday notices would come back as somebody's answer.
                message.Headers.Add("Auto-Submitted", "auto-generated");
                message.Headers.Add("X-Auto-Response-Suppress", "OOF, AutoReply");
            }

            message.Body = new TextPart(TextFormat.Plain) { Text = text.Body, ContentTransferEncoding = ContentEncoding.QuotedPrintable };
            message.Prepare(EncodingConstraint.SevenBit);
            return message;
        }
    }
}
