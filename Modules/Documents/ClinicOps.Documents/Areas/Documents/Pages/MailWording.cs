using ClinicOps.Documents.Data;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What is wrong with a mailbox or an e-mail, in plain words, and what a person can do about it.</summary>
internal static class MailWording
{
    /// <summary>To go behind "The mailbox cannot be read: ".</summary>
    public static string Because(MailFailure failure) => failure switch
    {
        MailFailure.HostUnknown => "there is no server of that name",
        MailFailure.Unreachable => "the server does not answer at that port",
        MailFailure.TimedOut => "the server did not answer in time",
        MailFailure.NoTls => "the server does not offer TLS in that way",
        MailFailure.CertificateNotTrusted => "nobody we trust vouches for the server's certificate, or it is for another name",
        MailFailure.CertificateNotPinned => "the server shows another certificate than the one that is pinned",
        MailFailure.SignInRefused => "the server refuses the user name or the password",
        MailFailure.PasswordUnreadable => "the stored password cannot be opened any more",
        MailFailure.FolderMissing => "the folder is not in the mailbox",
        MailFailure.FolderNotMade => "the server does not let us make the folder for processed or rejected mail",
        MailFailure.ConnectionLost => "the connection breaks off again and again",
        MailFailure.ServerProblem => "the server refuses what it is asked for",
        _ => "something failed on our side; the log says what",
    };

    public static string Advice(MailFailure failure) => failure switch
    {
        MailFailure.HostUnknown => "Check the spelling of the server's name.",
        MailFailure.Unreachable => "Check server and port (993 for TLS, 143 for STARTTLS), and whether a firewall is between.",
        MailFailure.TimedOut => "Check whether a firewall is between. If the server is only slow, wait: it is tried again.",
        MailFailure.NoTls => "Choose the other kind of TLS, or the port that goes with it. Mail is never read without TLS.",
        MailFailure.CertificateNotTrusted => "If it is your own server, enter its authority, or pin its certificate after comparing the fingerprint with the one its administrator gives you.",
        MailFailure.CertificateNotPinned => "If the server got a new certificate, compare its fingerprint with the one its administrator gives you, and pin that. If not, somebody may be listening: do not.",
        MailFailure.SignInRefused => "Enter both again. Some providers ask for a password made for programs (an app password).",
        MailFailure.PasswordUnreadable => "Enter it again.",
        MailFailure.FolderMissing => "Choose one that is there.",
        MailFailure.FolderNotMade => "Make it in your mail program, or choose another name.",
        MailFailure.ConnectionLost or MailFailure.ServerProblem => "It is tried again. If it goes on, ask whoever runs the server.",
        _ => "It is tried again. Tell your administrator if this goes on.",
    };

    /// <summary>Why an e-mail waits for a person.</summary>
    public static string Because(MailProblem problem) => problem switch
    {
        MailProblem.TooBig => "It is too big to be fetched. It lies whole in the mailbox, in the folder for rejected mail.",
        MailProblem.NotAMessage => "It is not built like an e-mail, so nothing could be taken out of it.",
        MailProblem.NothingInIt => "There is nothing in it: no attachment and no text.",
        MailProblem.NoDocument => "What is attached is no PDF, TIFF, JPEG or PNG.",
        MailProblem.SomeLeftOut => "Some of what is attached is no PDF, TIFF, JPEG or PNG. The rest was received.",
        MailProblem.TooManyParts => "It has far more attachments than any fax or letter.",
        MailProblem.DeliveryReport => "It is a report of a mail server about a mail that was sent.",
        MailProblem.Encrypted => "It is encrypted, and only the addressee's own mail program can open it.",
        MailProblem.StepFailed => "Taking it apart failed again and again.",
        _ => "A person has to look at it.",
    };

    public static string Advice(MailProblem problem) => problem switch
    {
        MailProblem.TooBig => "Open it there, and upload what matters. Or ask the sender for several smaller mails.",
        MailProblem.NoDocument or MailProblem.SomeLeftOut => "If it matters, ask the sender for a PDF or a fax; or save the e-mail, open it where it is safe, and upload what matters as a PDF.",
        MailProblem.Encrypted => "Ask the sender for a fax, or open it in the mail program and upload what matters.",
        MailProblem.DeliveryReport => "Read below what was not delivered and to whom.",
        _ => "Save the e-mail, and upload what matters. If nothing does, mark it as dealt with.",
    };
}
