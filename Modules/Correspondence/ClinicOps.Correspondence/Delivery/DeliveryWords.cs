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
        (DeliveryState.Pending, _) when delivery.IsHeld => "held: its number is to be checked",
        (DeliveryState.Pending, _) when delivery.WaitsForServerSince is not null => delivery.Problem == DeliveryProblem.FaxQueueUnreachable ? "waits for the fax queue" : "waits for the mail server",
        (DeliveryState.Pending, _) => "waits to be sent",
        (DeliveryState.Sending, _) => "being sent",
        (DeliveryState.Sent, DeliveryWay.Print) => "posted",
        (DeliveryState.Sent, _) when delivery.FaxJob is not null => delivery.FaxEndedAt is null ? "in the fax queue" : "arrived at the fax machine",
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
        DeliveryState.Pending when delivery.WaitsForServerSince is not null || delivery.IsHeld => "badge-warn",
        DeliveryState.Pending or DeliveryState.Sending or DeliveryState.Printed => "badge-info",
        _ => "badge-muted",
    };

    /// <summary>What is wrong, and what to do about it; null where nothing is.</summary>
    public static string? Problem(LetterDelivery delivery) => delivery switch
    {
        { Problem: DeliveryProblem.PutOff, FaxLine: FaxLine.Queue } => "The clinic's fax queue puts it off. It is tried again by itself.",
        { Problem: DeliveryProblem.OutcomeUnknown, FaxLine: FaxLine.Queue, FaxEndedAt: not null } => "The clinic's fax queue took it, and has forgotten how it ended: it may have arrived or not. Ask the reader, then say which.",
        { Problem: DeliveryProblem.OutcomeUnknown, FaxLine: FaxLine.Queue } => "It was handed to the clinic's fax queue, which does not say what came of it: it may have arrived or not. Ask the reader, then say which.",
        _ => Problem(delivery.Problem),
    };

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
        DeliveryProblem.FaxQueueUnreachable => "The clinic's fax queue does not answer. The fax is sent by itself as soon as it does.",
        DeliveryProblem.FaxQueueRefused => "The clinic's fax queue does not take it. Tell the administrator, or print the letter.",
        DeliveryProblem.FaxBusy => "The other fax machine was busy each time it was dialled. Send it again later, or call there.",
        DeliveryProblem.FaxNoAnswer => "Nobody answered under that number. Check the number, or call there.",
        DeliveryProblem.FaxNoMachine => "No fax machine answered under that number: a person may have. Check the number before it is dialled again.",
        DeliveryProblem.FaxFailed => "The fax did not get through. Check the number, then send it again or print it.",
        DeliveryProblem.PatientDeceased => "The patient has died, as the record says: nothing was sent. Write to the family or the estate, or have the record corrected.",
        DeliveryProblem.EnclosureClosed => "An enclosure has left the chart, or was closed, before the letter left: nothing was sent. Take the approval back, and choose the enclosures again.",
        DeliveryProblem.NumberNotChecked => "Nobody has looked at this fax number a second time: nothing has left. It is sent by itself as soon as somebody has.",
        DeliveryProblem.RecordMerged => "The patient's record was merged into another one. It follows that in a moment, and is tried again by itself.",
        DeliveryProblem.AddressIsConfidential => "The patient has a confidential address, and this was to go somewhere else: nothing was sent. Print the letter with that address, or record the patient's own e-mail address.",
        DeliveryProblem.NotEntitled => "The record does not say that its reader may be told, or receives the patient's mail: nothing was sent. Record it at \"People and notes\" of the patient, or write to somebody else.",
        DeliveryProblem.NoConsent => "The record does not say that the patient wants this by e-mail: nothing was sent. Record it at \"How to reach\" of the patient, or print the letter.",
        DeliveryProblem.NumberMisdirected => "A fax to this number reached somebody else: nothing was sent. Ask the reader for the right number, or have it checked anew at \"Fax numbers\".",
        DeliveryProblem.RecordClosed => "The patient's record is closed, or is not registered any more: nothing was sent. Ask who may see it.",
        DeliveryProblem.PapersClosed => "A paper in it has left the chart, or was closed, before it left: nothing was sent. Make a new packet of what may go.",
        DeliveryProblem.AuthorityEnded => "The authorization has expired, or who signed may not be told any more, since these records were released: nothing was sent. Take the packet and the check back at \"Records requests\", and check it again.",
        DeliveryProblem.NotMeant => "What it is about was withdrawn before it left: nothing was sent.",
        DeliveryProblem.OutcomeUnknown => "The connection broke while it was handed over: it may have arrived or not. Ask the reader, then say which.",
        _ => null,
    };

    /// <summary>A line of a delivery's history.</summary>
    public static string Act(DeliveryEvent happened) => happened.What switch
    {
        DeliveryAct.Requested => "Requested",
        DeliveryAct.Begun => happened.Detail == FaxLine.Queue ? "Handed to the fax queue" : "Handed to the mail server",
        DeliveryAct.Waiting when happened.Detail == DeliveryProblem.NumberNotChecked => "Held: the number is to be checked",
        DeliveryAct.Waiting => "Put off" + Server(happened.Detail),
        DeliveryAct.Sent => happened.Detail is { Length: > 0 } job ? $"Taken by the fax queue, job {job}" : "Taken by the mail server",
        DeliveryAct.FaxArrived => "The other fax machine has the pages",
        DeliveryAct.Failed => "Refused" + Server(happened.Detail),
        DeliveryAct.Bounced => happened.Detail is { } fax && fax.StartsWith("fax_", StringComparison.Ordinal) ? "It did not get through" : "Came back" + Server(happened.Detail),
        DeliveryAct.NotConnected => "It did not get through: no fax machine was reached, and nothing left",
        DeliveryAct.Delayed => "A mail server reports a delay",
        DeliveryAct.BecameUnknown => happened.Detail is { Length: > 0 } job ? $"The fax queue has forgotten job {job}: unknown whether it arrived" : "The connection broke: unknown whether it arrived",
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
