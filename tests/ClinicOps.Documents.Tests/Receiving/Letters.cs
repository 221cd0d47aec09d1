using System.Text;
using MimeKit;

namespace ClinicOps.Documents.Tests.Receiving;

/// <summary>E-mails as senders make them.</summary>
internal static class Letters
{
    public static readonly byte[] Tiff = [.. "II*\0"u8, .. new byte[200]];

    public static byte[] Pdf(string text = "one page") => Encoding.ASCII.GetBytes($"%PDF-1.4\n{text}\n%%EOF\n");

    public static byte[] Mail(string subject, MimeEntity body, string from = "desk@lakeside.example") => Bytes(Message(subject, body, from));

    public static MimeMessage Message(string subject, MimeEntity body, string from = "desk@lakeside.example")
    {
        var message = new MimeMessage { Subject = subject, Body = body, Date = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(-5)) };
        message.From.Add(MailboxAddress.Parse(from));
        message.To.Add(MailboxAddress.Parse("intake@clinic.example"));
        return message;
    }

    public static Multipart With(params MimeEntity[] parts)
    {
        var mixed = new Multipart("mixed");
        foreach (var part in parts)
        {
            mixed.Add(part);
        }

        return mixed;
    }

    public static TextPart Text(string text, string subtype = "plain") => new(subtype) { Text = text };

    public static MimePart File(string name, byte[] bytes, string type = "application/octet-stream") => new(ContentType.Parse(type))
    {
        Content = new MimeContent(new MemoryStream(bytes)),
        ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = name },
        ContentTransferEncoding = ContentEncoding.Base64,
        FileName = name,
    };

    public static MimePart InText(string name, byte[] bytes, string type = "image/png")
    {
        var part = File(name, bytes, type);
        part.ContentDisposition!.Disposition = ContentDisposition.Inline;
        part.ContentId = "picture@lakeside.example";
        return part;
    }

    public static byte[] Bytes(MimeMessage message)
    {
        using var stream = new MemoryStream();
        message.WriteTo(stream);
        return stream.ToArray();
    }

    /// <summary>A winmail.dat with one file in it: what Outlook sends when it believes that the other side is Outlook too.</summary>
    public static byte[] WinMail(string name, byte[] bytes)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(0x223E9F78);
        writer.Write((ushort)1);
        void Attribute(byte level, uint id, byte[] data)
        {
            writer.Write(level);
            writer.Write(id);
            writer.Write(data.Length);
            writer.Write(data);
            writer.Write((ushort)data.Sum(octet => octet));
        }

        Attribute(1, 0x00089006, [0, 0, 1, 0]);
        Attribute(1, 0x00069007, [0xE4, 0x04, 0, 0, 0, 0, 0, 0]);
        Attribute(2, 0x00069002, [1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x20, 0, 0x20, 0, 0, 0, 0, 0]);
        Attribute(2, 0x00018010, [.. Encoding.ASCII.GetBytes(name), 0]);
        Attribute(2, 0x0006800F, bytes);
        return stream.ToArray();
    }
}
