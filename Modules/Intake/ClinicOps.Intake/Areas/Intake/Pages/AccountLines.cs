using ClinicOps.Intake.Ledger;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>What a table of account lines is drawn from.</summary>
internal sealed record AccountLines(IReadOnlyList<AccountLine> Lines, bool MayVoid, bool MayRefund);
