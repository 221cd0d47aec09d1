namespace ClinicOps.Correspondence.Delivery;

/// <summary>What the recorded codes of deliveries are called in front of people, and what a person can do about them.</summary>
internal static class DeliveryWords
{
    public static string Way(LetterDelivery delivery) => delivery.Way switch
    {
        DeliveryWay.Print => "On paper",
        DeliveryWay.Fax => "Fax",
        _ => "E-mail",
    };

    /// <summary>The address, or the fax number, as people read it; null on paper.</summary>
    public static string? Address(LetterDelivery delivery) => delivery.Way == DeliveryWay.Fax ? FaxNumber.Shown(delivery.Address!) : delivery.Address;

    public static string State(LetterDelivery delivery) => (delivery.State, delivery.Way) switch
    {
        (DeliveryState.Pending, DeliveryWay.Print) => "to be printed",
        (DeliveryState.Pending, _) when delivery.WaitsForServerSince is not null => "waits for the mail server",
        (DeliveryState.Pending, _) => "waits to be sent",
        (DeliveryState.Sending, _) => "being sent",
        (DeliveryState.Sent, DeliveryWay.Print) => "posted",
        (DeliveryState.Sent, _) => "sent",
        (DeliveryState.Printed, _) => "printed",
        (DeliveryState.Failed, _) => delivery.DealtWithAt is null ? "failed" : "failed, dealt with",
        (DeliveryState.Unknown, _) => "unknown",
        _ => "cancelled",
    };

    public static string Badge(LetterDelivery delivery) => delivery.State switch
    {
        DeliveryState.Sent => "badge-ok",
        DeliveryState.Unknown => "badge-stop",
        DeliveryState.Failed when delivery.DealtWithAt is null => "badge-stop",
        DeliveryState.Pending when delivery.WaitsForServerSince is not null => "badge-warn",
        DeliveryState.Pending or DeliveryState.Sending or DeliveryState.Printed => "badge-info",
        _ => "badge-muted",
    };

    /// <summary>What is wrong, and what to do about it; null where nothing is.</summary>
    public static string? Problem(LetterDelivery delivery) => Problem(delivery.Problem);

    public static string? Problem(string? code) => code switch
    {
        DeliveryProblem.ServerUnreachable => "The mail server does not answer. The letter is sent by itself as soon as it does.",
        DeliveryProblem.ServerNotTrusted => "The mail server's certificate is not trusted, or it offers no encryption: nothing was sent. Tell the administrator. The letter is sent by itself once that is put right.",
        DeliveryProblem.SignInRefused => "The mail server does not let ClinicOps sign in: nothing was sent. Tell the administrator. The letter is sent by itself once that is put right.",
        DeliveryProblem.PutOff => "The mail server puts it off. It is tried again by itself.",
        DeliveryProblem.NotConfigured => "No mail server is set up any more. Tell the administrator, or cancel this and print the letter.",
        DeliveryProblem.MailboxUnknown => "There is no such mailbox or number. Ask for the right one, or print the letter.",
        DeliveryProblem.MailboxFull => "The reader's mailbox is full. Call the reader, or print the letter.",
        DeliveryProblem.Refused => "The mail server refused it. Check the address, or print the letter.",
        DeliveryProblem.TooLarge => "It is too large for the reader's mailbox. Print the letter.",
        DeliveryProblem.GaveUp => "It was put off for days and is given up. Check the address, or print the letter.",
        DeliveryProblem.Bounced => "It came back: the reader's mail server did not deliver it. Check the address, or print the letter.",
        DeliveryProblem.PatientDeceased => "The patient has died, as the record says: nothing was sent. Write to the family or the estate, or have the record corrected.",
        DeliveryProblem.PapersClosed => "A paper in it has left the chart, or was closed, before it left: nothing was sent. Make a new packet of what may go.",
        DeliveryProblem.NotMeant => "What it is about was withdrawn before it left: nothing was sent.",
        DeliveryProblem.OutcomeUnknown => "The connection broke while it was handed over: it may have arrived or not. Ask the reader, then say which.",
        _ => null,
    };

    /// <summary>A line of a delivery's history.</summary>
    public static string Act(DeliveryEvent happened) => happened.What switch
    {
        DeliveryAct.Requested => "Requested",
        DeliveryAct.Begun => "Handed to the mail server",
        DeliveryAct.Waiting => "Put off" + Server(happened.Detail),
        DeliveryAct.Sent => "Taken by the mail server",
        DeliveryAct.Failed => "Refused" + Server(happened.Detail),
        DeliveryAct.Bounced => "Came back" + Server(happened.Detail),
        DeliveryAct.Delayed => "A mail server reports a delay",
        DeliveryAct.BecameUnknown => "The connection broke: unknown whether it arrived",
        DeliveryAct.SaidArrived => "Confirmed that it arrived",
        DeliveryAct.SentAgain => "Asked to send it again",
        DeliveryAct.DealtWith => "Dealt with",
        DeliveryAct.Cancelled => "Cancelled before it left",
        DeliveryAct.Printed => "Printed",
        DeliveryAct.PrintUndone => "Put back into the print queue",
        DeliveryAct.Posted => "Posted",
        _ => "Changed",
    };

    private static string Server(string? detail) => detail is { Length: > 0 } && char.IsAsciiDigit(detail[0]) ? $" (answer {detail})" : "";
}
