namespace ClinicOps.Intake.Tasks;

/// <summary>What a task asks of staff: codes and the words shown for them.</summary>
internal static class TaskKinds
{
    /// <summary>Obtain the payer's authorization, or its word that none is needed.</summary>
    public const string Authorize = "authorize";
    public const string Schedule = "schedule";
    public const string Call = "call";
    public const string Refer = "refer";

    /// <summary>Ask the sender for what an order lacks.</summary>
    public const string Query = "query";

    /// <summary>Act on what a payer decided, before its deadlines.</summary>
    public const string Decision = "decision";

    /// <summary>Act before a deadline of an authorization.</summary>
    public const string Chase = "chase";

    /// <summary>Wording on a document that a person must see at once.</summary>
    public const string Urgent = "urgent";

    /// <summary>Take back what was done for an order that is void.</summary>
    public const string Undo = "undo";

    /// <summary>Take care of a letter that did not arrive, or should not have left.</summary>
    public const string Letter = "letter";

    /// <summary>Do what a provider asked for who acknowledged a document.</summary>
    public const string FollowUp = "follow-up";

    /// <summary>Clear up what a payer said, or did not say, about a coverage.</summary>
    public const string Coverage = "coverage";
}
