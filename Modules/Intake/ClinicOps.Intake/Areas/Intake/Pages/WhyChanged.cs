namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The field in which a form asks why something is changed.</summary>
/// <param name="Id">Tells it from those of other forms of the page.</param>
/// <param name="Said">What stands in it.</param>
internal sealed record WhyChanged(string Id, string? Said);
