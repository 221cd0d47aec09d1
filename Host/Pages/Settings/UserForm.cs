using System.ComponentModel.DataAnnotations;
using ClinicOps.Host.Data;

namespace ClinicOps.Host.Pages.Settings;

/// <summary>What an administrator says of a user.</summary>
internal sealed class UserForm : IValidatableObject
{
    [Required(ErrorMessage = "Type the name as colleagues see it."), StringLength(100, ErrorMessage = "At most 100 letters.")]
    public string? DisplayName { get; set; }

    public List<string> Roles { get; set; } = [];

    /// <summary>None for everywhere.</summary>
    public List<Guid> Locations { get; set; } = [];

    /// <summary>The version that the form was filled from; null for a new user.</summary>
    public string? Stamp { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Roles.Count == 0)
        {
            yield return new ValidationResult("Choose at least one role.", [nameof(Roles)]);
        }
        else if (Roles.Except(Security.Roles.All).Any())
        {
            yield return new ValidationResult("There is no such role.", [nameof(Roles)]);
        }
    }

    public static UserForm Of(User user) => new()
    {
        DisplayName = user.DisplayName,
        Roles = [.. user.Roles],
        Locations = [.. user.LocationIds],
        Stamp = user.ConcurrencyStamp,
    };
}
