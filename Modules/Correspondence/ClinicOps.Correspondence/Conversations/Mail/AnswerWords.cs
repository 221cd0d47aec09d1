using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Notices;

namespace ClinicOps.Correspondence.Conversations.Mail;

/// <summary>What became of an answer's mail, as staff read it.</summary>
internal static class AnswerWords
{
    /// <summary>Beside the entry: "sent", "waits to be sent".</summary>
    public static string State(Notice notice, bool byLink) => notice.State switch
    {
        DeliveryState.Pending when notice.Problem is not null => "waits: " + (DeliveryWords.Problem(notice.Problem) ?? "it is tried again by itself"),
        DeliveryState.Pending or DeliveryState.Sending => "waits to be sent",
        DeliveryState.Sent => byLink ? "sent, as a link" : "sent",
        DeliveryState.Failed => "did not arrive",
        DeliveryState.Unknown => "unknown whether it arrived",
        _ => "not sent",
    };

    public static string NotArrived(string state, string? problem) => state switch
    {
        DeliveryState.Unknown => "Nobody knows whether the last answer by e-mail arrived: the connection broke while it was handed over. Ask whether it came before you write again.",
        DeliveryState.Cancelled when problem == NoticeProblem.NotWanted => "The last answer by e-mail was not sent: it was taken back, or who it is about or where it goes was changed before it left. Write it again if it still holds.",
        DeliveryState.Cancelled when problem == NoticeProblem.NotAllowed => "The last answer by e-mail was not sent: it may not go to that address any more. Call, or write a letter.",
        DeliveryState.Cancelled => "The last answer by e-mail was not sent. " + (DeliveryWords.Problem(problem) ?? "Call, or write a letter."),
        _ => "The last answer by e-mail did not arrive. " + Reason(problem),
    };

    private static string Reason(string? problem) => problem switch
    {
        DeliveryProblem.MailboxUnknown => "There is no such mailbox. Call, and ask for the right address.",
        DeliveryProblem.MailboxFull => "The reader's mailbox is full. Call, or write a letter.",
        DeliveryProblem.TooLarge => "It is too large for the reader's mailbox. Call, or write a letter.",
        DeliveryProblem.Bounced => "It came back: the reader's mail server did not deliver it. Call, or write a letter.",
        _ => "The mail server refused it. Check the address, call, or write a letter.",
    };
}
