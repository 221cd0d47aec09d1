using ClinicOps.Intake.Contracts;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.FlowBoard;

/// <summary>Codes of the columns of the board. How far a visit has come is Intake's to say; that nobody came is the schedule's.</summary>
internal static class FlowState
{
    public const string Scheduled = "scheduled";
    public const string Missed = "missed";

    /// <summary>In the order of the way.</summary>
    public static readonly IReadOnlyList<(string Code, string Title)> Columns =
    [
        (Scheduled, "Expected"),
        (VisitSteps.Arrived, "Arrived"),
        (VisitSteps.CheckedIn, "Checked in"),
        (VisitSteps.Roomed, "In a room"),
        (VisitSteps.WithProvider, "With the provider"),
        (VisitSteps.Done, "Done"),
        (Missed, "No-show"),
    ];

    /// <summary>Who has come is here, whatever was said before of their not coming.</summary>
    public static string Of(Visit visit, VisitProgress? progress) =>
        progress?.Reached is { } reached ? reached.Step
        : visit.State switch
        {
            VisitStates.Missed => Missed,
            VisitStates.Done => VisitSteps.Done,
            _ => Scheduled,
        };

    /// <summary>The step that comes next, and what its button says; null where none does. Checking in is the desk's own page.</summary>
    public static (string Step, string Words)? Next(string state) => state switch
    {
        Scheduled or Missed => (VisitSteps.Arrived, "Arrived"),
        VisitSteps.CheckedIn => (VisitSteps.Roomed, "To a room"),
        VisitSteps.Roomed => (VisitSteps.WithProvider, "Provider is in"),
        VisitSteps.WithProvider => (VisitSteps.Done, "Done"),
        _ => null,
    };

    public static string InWords(string state) => Columns.First(column => column.Code == state).Title;
}
