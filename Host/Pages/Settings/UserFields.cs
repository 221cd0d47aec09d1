using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ClinicOps.Host.Pages.Settings;

/// <summary>The fields of a user with what is wrong in them, for the pages that add and change.</summary>
internal sealed record UserFields(UserForm Form, IReadOnlyList<Location> Locations, ModelStateDictionary State)
{
    public string? Error(string field) => State.TryGetValue(field, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;
}
