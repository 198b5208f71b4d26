"""KREM looks after the people who sign in; and what every page of the administration has.

Empty on purpose: the site itself is made of what stands in `pages`, so nothing may be registered by importing this
package. `clusters.admin` takes up `users`.
"""
