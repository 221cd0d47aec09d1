namespace ClinicOps.Correspondence.Letters;

/// <summary>What a merge field stands for in one letter, and where that was taken from.</summary>
/// <param name="Field">Name in the catalogue, "patient.address".</param>
/// <param name="Value">Null when nobody knows it yet: such a letter cannot be drawn.</param>
/// <param name="Source">Code: patient, task, order, visit, location, clinic, user, clock, or staff for a value entered by hand.</param>
/// <param name="SourceId">The row it was taken from, or the user who entered it.</param>
internal sealed record MergeValue(string Field, string? Value, string Source, Guid? SourceId);
