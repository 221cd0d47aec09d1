using System.ComponentModel.DataAnnotations;
using ClinicOps.Correspondence.Delivery;
using Xunit;

namespace ClinicOps.Correspondence.Tests;

public sealed class MailOptionsTests
{
    [Fact]
    public void No_mail_server_at_all_is_no_mistake() => Assert.Empty(Problems(new MailOptions()));

    [Fact]
    public void A_server_with_an_address_is_enough() => Assert.Empty(Problems(new MailOptions { Host = "mail.clinic.example", From = "letters@clinic.example" }));

    [Fact]
    public void All_mistakes_are_said_at_once_with_their_settings()
    {
        var problems = Problems(new MailOptions { Host = "mail.clinic.example", Port = 0, From = "nobody at all <", User = "clinic", CertificateAuthority = "/nowhere/ca.pem", Bounces = { Host = "imap.clinic.example" } });

        Assert.Equal(5, problems.Count);
        Assert.Contains(problems, problem => problem.Contains("Mail:Port", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("Mail:From", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("Mail:PasswordFile", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("CertificateAuthority", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("Bounces:User", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mail.clinic.example", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("localhost", true)]
    public void Mail_goes_unencrypted_to_a_server_on_this_machine_only(string host, bool allowed) =>
        Assert.Equal(allowed, Problems(new MailOptions { Host = host, From = "letters@clinic.example", Tls = MailTls.None }).Count == 0);

    [Fact]
    public void One_mailbox_is_read_in_one_way_and_a_mailbox_without_a_user_in_none()
    {
        var options = new MailOptions { Host = "mail.clinic.example", From = "letters@clinic.example", Bounces = { Host = "imap.clinic.example", User = "office" }, Replies = { Host = "imap.clinic.example", User = "office" } };
        Assert.Contains(Problems(options), problem => problem.Contains("the same mailbox", StringComparison.Ordinal));

        options.Replies.User = null;
        Assert.Contains(Problems(options), problem => problem.Contains("Replies:User is missing", StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_without_a_host_are_a_mistake_and_not_silently_no_mail() =>
        Assert.Single(Problems(new MailOptions { From = "letters@clinic.example" }));

    private static List<string> Problems(MailOptions options)
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
        return problems.ConvertAll(problem => problem.ErrorMessage!);
    }
}
