using System.Text;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Receiving.Mail;
using MimeKit;
using Xunit;
using static ClinicOps.Documents.Tests.Receiving.Letters;

namespace ClinicOps.Documents.Tests.Receiving;

/// <summary>What is taken out of a message, and what is left to a person.</summary>
public sealed class MessagePartsTests
{
    [Fact]
    public void Each_attachment_is_received_under_its_name_and_the_words_around_them_are_not()
    {
        var content = MessageParts.Of(Mail("Results", With(Text("See attached."), File("lab.pdf", Pdf()), File("order.tif", Tiff))));

        Assert.Equal(["lab.pdf", "order.tif"], content.Parts.Select(part => part.Name));
        Assert.Equal(Pdf(), Attached(content, 0));
        Assert.Null(content.Problem);
        Assert.Equal("See attached.", content.Text!.Text);
    }

    [Fact]
    public void The_same_bytes_give_the_same_parts_under_the_same_numbers()
    {
        var raw = Mail("Two", With(File("a.pdf", Pdf("a")), new MessagePart { Message = Message("Inner", File("b.pdf", Pdf("b"))) }));

        Assert.Equal(MessageParts.Of(raw).Parts.Select(part => (part.Number, part.Name)), MessageParts.Of(raw).Parts.Select(part => (part.Number, part.Name)));
        Assert.Equal(2, MessageParts.Of(raw).Parts.Select(part => part.Number).Distinct().Count());
    }

    [Fact]
    public void A_message_in_a_message_is_taken_apart_as_well()
    {
        var forwarded = new MessagePart { Message = Message("Fwd", With(Text("Original words"), File("deep.pdf", Pdf()))) };
        var words = new MessagePart { Message = Message("Words only", Text("Please call Elena Rossi.")) };

        var content = MessageParts.Of(Mail("Forwarded", With(Text("FYI"), forwarded, words)));

        Assert.Equal(["deep.pdf", "Words only.pdf"], content.Parts.Select(part => part.Name));
        Assert.Contains("Please call Elena Rossi.", Assert.IsType<MailPart.Written>(content.Parts[1]).Text.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Winmail_dat_is_opened()
    {
        var content = MessageParts.Of(Mail("From Outlook", With(Text("See attached."), File("winmail.dat", WinMail("report.pdf", Pdf()), "application/ms-tnef"))));

        Assert.Equal("report.pdf", Assert.Single(content.Parts).Name);
        Assert.Equal(Pdf(), Attached(content, 0));
    }

    [Fact]
    public void A_damaged_winmail_dat_is_left_to_a_person()
    {
        var content = MessageParts.Of(Mail("From Outlook", With(Text("See attached."), File("winmail.dat", WinMail("report.pdf", Pdf())[..40], "application/ms-tnef"))));

        Assert.NotNull(content.Problem);
        Assert.Empty(content.Parts);
    }

    [Fact]
    public void A_logo_in_the_text_is_no_document_and_a_photograph_in_it_is()
    {
        byte[] Picture(int size) => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a, .. new byte[size]];

        var logo = MessageParts.Of(Mail("Hello", With(Text("<p>Call us</p>", "html"), InText("logo.png", Picture(4_000)))));
        var card = MessageParts.Of(Mail("My card", With(Text("<p>Here</p>", "html"), InText("card.png", Picture(200_000)))));

        Assert.IsType<MailPart.Written>(Assert.Single(logo.Parts));
        Assert.Equal("card.png", Assert.Single(card.Parts).Name);
    }

    [Theory]
    [InlineData("scan.pdf", "application/pdf", "this is no PDF at all")]
    [InlineData("scan.tif", "application/octet-stream", "nor is this a TIFF")]
    [InlineData("empty.pdf", "application/pdf", "")]
    public void What_is_called_a_document_and_is_none_is_received_so_that_its_failure_is_seen(string name, string type, string bytes)
    {
        var content = MessageParts.Of(Mail("Broken", With(Text("See attached."), File(name, Encoding.ASCII.GetBytes(bytes), type))));

        Assert.Equal(bytes, Encoding.ASCII.GetString(Attached(content, 0)));
        Assert.Null(content.Problem);
    }

    [Fact]
    public void A_document_is_known_by_its_bytes_whatever_it_is_called()
    {
        var content = MessageParts.Of(Mail("Odd", With(File("setup.exe", Pdf(), "application/x-msdownload"))));

        Assert.Equal("setup.exe", Assert.Single(content.Parts).Name);
    }

    [Theory]
    [InlineData("setup.exe", "application/x-msdownload")]
    [InlineData("invite.ics", "text/calendar")]
    [InlineData("letter.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("card.vcf", "text/vcard")]
    public void What_is_no_document_is_left_to_a_person_who_is_told_its_name(string name, string type)
    {
        var alone = MessageParts.Of(Mail("Hello", With(Text("See attached."), File(name, "MZ something"u8.ToArray(), type))));
        var beside = MessageParts.Of(Mail("Hello", With(Text("See attached."), File(name, "MZ something"u8.ToArray(), type), File("lab.pdf", Pdf()))));

        Assert.Equal((MailProblem.NoDocument, 0), (alone.Problem, alone.Parts.Count));
        Assert.Equal([name], alone.LeftOut);
        Assert.Equal((MailProblem.SomeLeftOut, 1), (beside.Problem, beside.Parts.Count));
    }

    [Fact]
    public void A_signature_is_neither_a_document_nor_a_matter_for_a_person()
    {
        var content = MessageParts.Of(Mail("Signed", With(Text("Words"), File("lab.pdf", Pdf()), File("smime.p7s", [1, 2, 3], "application/pkcs7-signature"))));

        Assert.Equal((null, 1), (content.Problem, content.Parts.Count));
    }

    [Fact]
    public void Without_an_attachment_the_message_itself_is_the_document()
    {
        var written = Assert.IsType<MailPart.Written>(Assert.Single(MessageParts.Of(Mail("Refill", Text("Please refill lisinopril."))).Parts));

        Assert.Equal("Refill.pdf", written.Name);
        Assert.Contains("From: desk@lakeside.example", written.Text.Heading);
        Assert.Contains("Subject: Refill", written.Text.Heading);
        Assert.Equal("Please refill lisinopril.", written.Text.Text);
    }

    [Fact]
    public void Of_html_only_the_words_are_taken()
    {
        const string Html = """
            <html><head><title>no</title><style>p { background: url(http://evil.example/a.png) }</style></head><body onload="steal()">
            <script>document.write("scripted")</script><img src="http://evil.example/pixel.gif"><iframe src="file:///etc/passwd"></iframe>
            <p>Dear Dr.&nbsp;Brandt &amp; team,</p><div style="display:none">hidden words</div>
            <table><tr><td>DOB</td><td>06/20/1990</td></tr></table><ul><li>one</li><li>two</li></ul></body></html>
            """;

        var text = Assert.IsType<MailPart.Written>(Assert.Single(MessageParts.Of(Mail("Hello", Text(Html, "html"))).Parts)).Text.Text;

        Assert.Contains("Dear Dr. Brandt & team,", text, StringComparison.Ordinal);
        Assert.Contains("DOB  06/20/1990", text, StringComparison.Ordinal);
        Assert.Contains("hidden words", text, StringComparison.Ordinal);
        Assert.All((string[])["evil", "passwd", "scripted", "steal", "<", "url("], foul => Assert.DoesNotContain(foul, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Of_a_text_given_twice_the_plain_one_is_taken()
    {
        var content = MessageParts.Of(Mail("Both", new MultipartAlternative { Text("plain words"), Text("<b>other words</b>", "html") }));

        Assert.Equal("plain words", Assert.IsType<MailPart.Written>(Assert.Single(content.Parts)).Text.Text);
    }

    [Fact]
    public void Code_pages_of_old_programs_are_known()
    {
        byte[] raw = [.. "From: a@b.example\r\nSubject: x\r\nContent-Type: text/plain; charset=windows-1252\r\n\r\nJos"u8, 0xE9, 0x20, 0x93];

        Assert.Equal("José “", Assert.IsType<MailPart.Written>(Assert.Single(MessageParts.Of(raw).Parts)).Text.Text);
    }

    [Fact]
    public void A_report_that_a_mail_was_not_delivered_is_for_a_person()
    {
        var report = new MultipartReport("delivery-status") { Text("Could not be delivered"), new MessageDeliveryStatus(), new MessagePart { Message = Message("Letter", File("lab.pdf", Pdf())) } };

        var content = MessageParts.Of(Mail("Undelivered", report));

        Assert.Equal((MailProblem.DeliveryReport, 0), (content.Problem, content.Parts.Count));
    }

    [Fact]
    public void An_encrypted_message_and_one_with_nothing_in_it_are_for_a_person()
    {
        Assert.Equal(MailProblem.Encrypted, MessageParts.Of(Mail("Secret", File("smime.p7m", [1, 2, 3], "application/pkcs7-mime"))).Problem);
        Assert.Equal(MailProblem.NothingInIt, MessageParts.Of(Mail("Empty", Text("  \n "))).Problem);
    }

    [Fact]
    public void Damaged_messages_are_taken_apart_as_far_as_they_go()
    {
        var whole = Mail("Damaged", With(Text("Words"), File("winmail.dat", WinMail("x.pdf", Pdf()), "application/ms-tnef"), File("lab.pdf", Pdf())));
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var raw = whole.ToArray()[..random.Next(whole.Length)];
            for (var i = 0; i < raw.Length / 50; i++)
            {
                raw[random.Next(raw.Length)] = (byte)random.Next(256);
            }

            var content = MessageParts.Of(raw);
            Assert.True(content.Parts.Count > 0 || content.Problem is not null);
        }
    }

    [Theory]
    [InlineData("Fax received from \"+1 503 555 0123\"", "(503) 555-0123")]
    [InlineData("Fax received from 5035550123", "(503) 555-0123")]
    [InlineData("Fax received from \"HARBOR CARDIOLOGY\"", null)]
    [InlineData("Fax received from \"+49 89 1234567\"", "+49 89 1234567")]
    [InlineData("Re: Fax received from whom?", null)]
    public void HylaFAX_says_in_the_subject_whose_line_it_was(string subject, string? number) => Assert.Equal(number, TakeMailApart.FaxNumber(subject));

    private static byte[] Attached(MailContent content, int index) => Assert.IsType<MailPart.Attached>(content.Parts[index]).Bytes;
}
