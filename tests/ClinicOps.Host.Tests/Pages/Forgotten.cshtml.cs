using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Host.Tests.Pages;

/// <summary>A page whose author forgot to say who may see it. No host serves it: it must not start with it.</summary>
internal sealed class ForgottenModel : PageModel;
