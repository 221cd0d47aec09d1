using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MimeKit;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>
/// Section "Correspondence:Mail". Without a host no letter is sent by e-mail, and the pages say how to set it. Passwords lie in files
/// of their own, read at each sign-in, so that none stands among the settings.
/// </summary>
internal sealed class MailOptions : IValidatableObject
{
    private const string NumberMark = "{number}";

    /// <summary>Of the server that takes our mail; empty for none.</summary>
    public string Host { get; set; } = "";

    public int Port { get; set; } = 587;

    /// <summary>One of <see cref="MailTls"/>.</summary>
    public string Tls { get; set; } = MailTls.StartTls;

    /// <summary>PEM file with the authorities to trust instead of the system's, for a server with a certificate of the clinic's own.</summary>
    public string? CertificateAuthority { get; set; }

    /// <summary>Empty where the server asks for no sign-in.</summary>
    public string? User { get; set; }

    public string? PasswordFile { get; set; }

    /// <summary>"Two Rivers Clinic &lt;letters@clinic.example&gt;".</summary>
    public string From { get; set; } = "";

    /// <summary>Where an answer goes; empty for <see cref="From"/>.</summary>
    public string? ReplyTo { get; set; }

    /// <summary>Where bounces go (the envelope's sender); empty for the address of <see cref="From"/>.</summary>
    public string? BounceAddress { get; set; }

    /// <summary>The bounce address takes "letters+ANYTHING@": each delivery then has a bounce address of its own.</summary>
    public bool PlusAddressing { get; set; }

    /// <summary>For one conversation with the server.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>After the first refusal that may pass; each further one waits longer, up to two hours (five minutes while nobody answers).</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A server that puts a letter off for longer than this has refused it.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>
    /// Where a fax is handed over as mail: the address at the clinic's fax service, "{number}@fax.example"; {number} becomes the digits with the country's
    /// code. Empty where none is set up: nothing is faxed.
    /// </summary>
    public string FaxTo { get; set; } = "";

    /// <summary>The clinic's own fax modem. Where it is set up, faxes go there and not to <see cref="FaxTo"/>.</summary>
    public FaxQueueOptions FaxQueue { get; set; } = new();

    /// <summary>Where bounces arrive; mail of people stays there.</summary>
    public MailboxOptions Bounces { get; set; } = new();

    /// <summary>Where people write to: the mailbox of <see cref="ReplyTo"/>, or of <see cref="From"/>. Reports that lie there are read too.</summary>
    public MailboxOptions Replies { get; set; } = new();

    public bool IsConfigured => Host.Length > 0;

    public bool FaxIsConfigured => FaxQueue.IsConfigured || (IsConfigured && FaxTo.Length > 0);

    /// <summary>Of a fax number's digits. A method, like the next: the check at start reads every property.</summary>
    public MailboxAddress FaxMailbox(string digits) => new(null, FaxTo.Replace(NumberMark, digits, StringComparison.Ordinal));

    /// <summary>Methods, since the check at start reads every property.</summary>
    public MailboxAddress FromAddress() => MailboxAddress.Parse(From);

    public MailboxAddress EnvelopeFrom() => string.IsNullOrEmpty(BounceAddress) ? FromAddress() : MailboxAddress.Parse(BounceAddress);

    /// <summary>Where what becomes of one mail comes back to.</summary>
    /// <param name="mailId">Of a letter's delivery or of a notice.</param>
    public MailboxAddress EnvelopeFrom(Guid mailId)
    {
        var bounces = EnvelopeFrom();
        return PlusAddressing ? new MailboxAddress(null, $"{bounces.LocalPart}+{mailId:N}@{bounces.Domain}") : new MailboxAddress(null, bounces.Address);
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsConfigured)
        {
            return From.Length > 0 || FaxTo.Length > 0 || Bounces.IsConfigured || Replies.IsConfigured
                ? [new ValidationResult("Correspondence:Mail:Host is missing, although other settings of the mail server are there.")]
                : FaxQueue.Problems().OfType<string>().Select(problem => new ValidationResult(problem));
        }

        var problems = new List<string?>
        {
            MailTls.Problem("Correspondence:Mail", Host, Port, Tls),
            MailTls.ProblemOfAuthority(CertificateAuthority),
            MailTls.ProblemOfPassword("Correspondence:Mail", User, PasswordFile),
            MailboxAddress.TryParse(From, out _) ? null : "Correspondence:Mail:From is no e-mail address, such as \"Two Rivers Clinic <letters@clinic.example>\".",
            string.IsNullOrEmpty(ReplyTo) || MailboxAddress.TryParse(ReplyTo, out _) ? null : "Correspondence:Mail:ReplyTo is no e-mail address.",
            string.IsNullOrEmpty(BounceAddress) || MailboxAddress.TryParse(BounceAddress, out _) ? null : "Correspondence:Mail:BounceAddress is no e-mail address.",
            TimeLimit >= TimeSpan.FromSeconds(5) && TimeLimit <= TimeSpan.FromMinutes(10) ? null : "Correspondence:Mail:TimeLimit lies between 5 seconds and 10 minutes.",
            RetryAfter >= TimeSpan.FromSeconds(1) && RetryAfter <= TimeSpan.FromHours(1) ? null : "Correspondence:Mail:RetryAfter lies between 1 second and 1 hour.",
            GiveUpAfter >= TimeSpan.FromMinutes(1) ? null : "Correspondence:Mail:GiveUpAfter is at least one minute.",
        };
        if (FaxTo.Length > 0 && (!FaxTo.Contains(NumberMark, StringComparison.Ordinal) || !MailboxAddress.TryParse(FaxTo.Replace(NumberMark, "12075550100", StringComparison.Ordinal), out _)))
        {
            problems.Add("Correspondence:Mail:FaxTo is no address at a fax service, such as \"{number}@fax.example\".");
        }

        problems.AddRange(Bounces.Problems("Correspondence:Mail:Bounces"));
        problems.AddRange(Replies.Problems("Correspondence:Mail:Replies"));
        if (Replies.IsConfigured && Replies.Account() == Bounces.Account() && Replies.Folder == Bounces.Folder)
        {
            problems.Add("Correspondence:Mail:Replies and Correspondence:Mail:Bounces name the same mailbox: leave Bounces out, reports among the replies are read too.");
        }

        problems.AddRange(FaxQueue.Problems());
        return [.. problems.OfType<string>().Select(problem => new ValidationResult(problem))];
    }
}

/// <summary>A mailbox that is read by IMAP; without a host it is not.</summary>
internal sealed class MailboxOptions
{
    public string Host { get; set; } = "";

    public int Port { get; set; } = 993;

    public string Tls { get; set; } = MailTls.FromTheStart;

    public string? User { get; set; }

    public string? PasswordFile { get; set; }

    public string Folder { get; set; } = "INBOX";

    /// <summary>Where a message goes once its effect is stored.</summary>
    public string DoneFolder { get; set; } = "Processed";

    public bool IsConfigured => Host.Length > 0;

    /// <summary>Under which its state is kept. A method: the check at start reads every property.</summary>
    public string Account() => $"{User}@{Host}:{Port}";

    /// <summary>Of an account two folders of which may be read. A method for the same reason.</summary>
    public string Key() => $"{Account()} {Folder}";

    public IEnumerable<string?> Problems(string section) => IsConfigured
        ? [MailTls.Problem(section, Host, Port, Tls), MailTls.ProblemOfPassword(section, User, PasswordFile), string.IsNullOrEmpty(User) ? $"{section}:User is missing." : null]
        : [];
}

/// <summary>How a mail server is talked to: encrypted with a verified certificate, or on this machine.</summary>
internal static class MailTls
{
    /// <summary>Plain at first, encrypted before anything is said; a server without it is refused.</summary>
    public const string StartTls = "starttls";

    public const string FromTheStart = "tls";

    /// <summary>Only to a server on this machine, where nobody listens in between.</summary>
    public const string None = "none";

    public static string? Problem(string section, string host, int port, string tls) =>
        port is < 1 or > 65535 ? $"{section}:Port is a number from 1 to 65535."
        : tls is not (StartTls or FromTheStart or None) ? $"{section}:Tls is starttls, tls or none."
        : tls == None && !IsThisMachine(host) ? $"{section}:Tls none is for a server on this machine only: mail holds patients' names."
        : null;

    public static string? ProblemOfPassword(string section, string? user, string? file) =>
        string.IsNullOrEmpty(user) ? null
        : string.IsNullOrEmpty(file) ? $"{section}:PasswordFile is missing: a file that holds the password of {section}:User and nothing else."
        : !File.Exists(file) ? $"{section}:PasswordFile names a file that is not there or may not be read."
        : null;

    public static string? ProblemOfAuthority(string? file)
    {
        try
        {
            return string.IsNullOrEmpty(file) || Authorities(file).Count > 0 ? null : "Correspondence:Mail:CertificateAuthority holds no certificate.";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return "Correspondence:Mail:CertificateAuthority is no PEM file that can be read.";
        }
    }

    public static X509Certificate2Collection Authorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    }

    private static bool IsThisMachine(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
