using System.Text;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Microsoft.Extensions.Options;
using MimeKit;
using Xunit;

namespace ClinicOps.Correspondence.Tests;

/// <summary>A mail has the headers that we write, whatever its parts are called.</summary>
public sealed class MailHeaderTests
{
    private static readonly string[] Written =
        ["Subject", "Message-Id", "Date", "From", "To", "Reply-To", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version", "Content-Type"];

    [Theory]
    [InlineData("x\r\nBcc: eve@example.org")]
    [InlineData("x\nBcc: eve@example.org\n\nAnother body")]
    [InlineData("x\rBcc: eve@example.org")]
    [InlineData("x\r\n Bcc: eve@example.org\r\nTo: eve@example.org")]
    [InlineData("x\u2028Bcc: eve@example.org\u0085Cc: eve@example.org")]
    [InlineData("x\0\r\nBcc: eve@example.org")]
    [InlineData("=?utf-8?q?x=0D=0ABcc:_eve=40example.org?=")]
    [InlineData("x\r\nContent-Type: text/html\r\n\r\n<script>")]
    [InlineData("Nguyễn\r\nBcc: eve@example.org")]
    public async Task A_name_with_line_ends_adds_no_header_and_no_reader(string name)
    {
        var letter = LettersClinic.Letter(LettersClinic.ToSchedule);
        letter.Subject = name;
        foreach (var (way, address) in (IReadOnlyList<(string, string)>)[(DeliveryWay.Email, "reader@patient.example"), (DeliveryWay.Fax, "12075550142")])
        {
            var message = await Write(name, letter, way, address);

            Assert.Equal(Written.Order(StringComparer.OrdinalIgnoreCase), HeadersOf(message).Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
            var read = MimeMessage.Load(new MemoryStream(message), TestContext.Current.CancellationToken);
            Assert.Equal(way == DeliveryWay.Fax ? "12075550142@fax.example" : address, Assert.Single(read.To.Mailboxes).Address);
            Assert.Empty(read.Bcc);
            Assert.Empty(read.Cc);
            Assert.Equal(2, Assert.IsType<Multipart>(read.Body).Count);
        }
    }

    [Theory]
    [InlineData("reader@patient.example\r\nBcc: eve@example.org")]
    [InlineData("reader@patient.example\nBcc: eve@example.org")]
    [InlineData("reader@patient.example, eve@example.org")]
    [InlineData("reader@patient.example; eve@example.org")]
    [InlineData("reader@patient.example> RCPT TO:<eve@example.org")]
    [InlineData("\"x\r\nBcc: eve@example.org\" <reader@patient.example>")]
    [InlineData("reader@patient.example (\r\nBcc: eve@example.org)")]
    public async Task An_address_that_says_more_than_one_reader_is_refused_or_is_that_one_reader(string address)
    {
        byte[] message;
        try
        {
            message = await Write("Two Rivers Clinic", LettersClinic.Letter(LettersClinic.ToSchedule), DeliveryWay.Email, address);
        }
        catch (ParseException)
        {
            return;
        }

        Assert.Equal(Written.Order(StringComparer.OrdinalIgnoreCase), HeadersOf(message).Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        Assert.Equal("reader@patient.example", Assert.Single(MimeMessage.Load(new MemoryStream(message), TestContext.Current.CancellationToken).GetRecipients()).Address);
    }

    private static async Task<byte[]> Write(string clinicName, Letter letter, string way, string address)
    {
        var options = Options.Create(new MailOptions { Host = "localhost", From = "Two Rivers <letters@clinic.example>", ReplyTo = "desk@clinic.example", FaxTo = "{number}@fax.example" });
        var organization = new TestOrganization(new OrganizationProfile(clinicName, [clinicName], [TestOrganization.Harbor, TestOrganization.Mesa]));
        var delivery = new LetterDelivery
        {
            Id = Guid.CreateVersion7(),
            LetterId = letter.Id,
            ApprovalId = Guid.CreateVersion7(),
            Way = way,
            Address = address,
            LocationId = letter.LocationId,
            RequestedAt = letter.DraftedAt,
        };
        var message = await new WriteMail(options, organization).Of(delivery, letter, "%PDF-1.7"u8.ToArray(), CancellationToken.None);
        using var bytes = new MemoryStream();
        await message.WriteToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    /// <summary>As a server reads them: up to the first empty line, whatever ends a line.</summary>
    private static IEnumerable<string> HeadersOf(byte[] message) =>
        Encoding.Latin1.GetString(message).Split((string[])["\r\n", "\n", "\r"], StringSplitOptions.None).TakeWhile(line => line.Length > 0).Where(line => line[0] is not (' ' or '\t')).Select(line => line.Split(':')[0]);
}
