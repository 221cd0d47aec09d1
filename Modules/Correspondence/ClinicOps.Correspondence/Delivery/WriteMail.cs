using ClinicOps.Correspondence.Letters;
using ClinicOps.Kernel.Organization;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Text;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>
/// The mail around a letter: who writes, that a letter is attached, how to reach us. Nothing about the patient or the matter stands in
/// it, not even the letter's subject; all of that is in the attached pages.
/// </summary>
internal sealed class WriteMail(IOptions<MailOptions> options, IOrganization organization)
{
    /// <summary>The same for every attempt of a delivery: a receiving server may know it by that.</summary>
    public static string MessageIdOf(Guid deliveryId, MailOptions options) => $"letter.{deliveryId:N}@{options.FromAddress().Domain}";

    public async Task<MimeMessage> Of(LetterDelivery delivery, Letter letter, byte[] pdf, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var words = delivery.Way == DeliveryWay.Fax ? FaxWords(profile.Name)
            : letter.IsPapers ? PapersWords(profile.Name, profile.Find(letter.LocationId)?.Phone)
            : Words(letter.Language, profile.Name, profile.Find(letter.LocationId)?.Phone);
        var message = new MimeMessage { Subject = words.Subject, MessageId = MessageIdOf(delivery.Id, options.Value), Date = delivery.RequestedAt };
        message.From.Add(options.Value.FromAddress());
        message.To.Add(Recipient(delivery));
        if (!string.IsNullOrEmpty(options.Value.ReplyTo))
        {
            message.ReplyTo.Add(MailboxAddress.Parse(options.Value.ReplyTo));
        }

        // No machine answers to a machine: holiday notices would come back as somebody's answer.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "OOF, AutoReply");
        message.Body = new Multipart("mixed")
        {
            new TextPart(TextFormat.Plain) { Text = words.Body, ContentTransferEncoding = ContentEncoding.QuotedPrintable },
            new MimePart("application", "pdf")
            {
                Content = new MimeContent(new MemoryStream(pdf, writable: false)),
                ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
                ContentTransferEncoding = ContentEncoding.Base64,
                FileName = words.FileName,
            },
        };
        message.Prepare(EncodingConstraint.SevenBit);
        return message;
    }

    public MailboxAddress Recipient(LetterDelivery delivery) => delivery.Way == DeliveryWay.Fax ? options.Value.FaxMailbox(delivery.Address!) : MailboxAddress.Parse(delivery.Address!);

    /// <summary>Read by the fax service alone, or drawn by it on a sheet of its own: our cover sheet is the first page of what is attached.</summary>
    private static (string Subject, string Body, string FileName) FaxWords(string clinic) => ($"Fax from {clinic}", "The fax is attached as a PDF.\n", "fax.pdf");

    private static (string Subject, string Body, string FileName) PapersWords(string clinic, string? phone) => (
        $"Papers from {clinic}",
        $"{clinic} sends you papers; they are attached to this message as a PDF.\n\n"
        + "This address is not watched for emergencies. In an emergency, call 911.\n\n"
        + $"To answer or to ask, please call us{Phone(phone, " at ")}. If these papers are not for you, please delete them and tell us.\n",
        "papers.pdf");

    private static (string Subject, string Body, string FileName) Words(string language, string clinic, string? phone) => language == "es"
        ? ($"Una carta de {clinic}",
            $"{clinic} le envía una carta; está adjunta a este mensaje como PDF.\n\n"
            + "Nadie vigila esta dirección para emergencias. En una emergencia, llame al 911.\n\n"
            + $"Para responder o preguntar, llámenos{Phone(phone, " al ")}. Si esta carta no es para usted, por favor bórrela y avísenos.\n",
            "carta.pdf")
        : ($"A letter from {clinic}",
            $"{clinic} sends you a letter; it is attached to this message as a PDF.\n\n"
            + "This address is not watched for emergencies. In an emergency, call 911.\n\n"
            + $"To answer or to ask, please call us{Phone(phone, " at ")}. If this letter is not for you, please delete it and tell us.\n",
            "letter.pdf");

    private static string Phone(string? phone, string before) => string.IsNullOrEmpty(phone) ? "" : before + phone;
}
