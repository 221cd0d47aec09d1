namespace ClinicOps.Correspondence.Calls;

/// <summary>What follows a call. Codes of the form alone.</summary>
internal static class CallFollowUp
{
    public const string None = "none";
    public const string CallBack = "call_back";

    /// <summary>The conversation is handed over to a task.</summary>
    public const string Task = "task";

    public static readonly IReadOnlyList<string> All = [None, CallBack, Task];
}
